"""The doors of clusters for real Kubernetes clients: raw ASGI, no framework in between.

Here: HTTP, watches, WebSockets, addresses with a secret.  Not here: what is answered
(``engine.apiserver``), who owns a cluster (``workbench``).
"""
