"""Who calls the API server, and what they may: authentication and authorization."""
