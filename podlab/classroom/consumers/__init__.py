"""The classroom's sockets."""
