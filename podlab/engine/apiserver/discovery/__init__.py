"""What the cluster serves: discovery, OpenAPI, custom kinds."""
