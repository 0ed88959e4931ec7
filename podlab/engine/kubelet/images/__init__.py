"""Images on a node as the kubelet sees them: names, pulling with back-off, credentials.

Not here: the store and the registry (``engine.runtime``).
"""
