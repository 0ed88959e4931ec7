"""The node as a whole: its object, eviction, the line to the API server, exec and logs."""
