"""The Kubernetes API without I/O: ``Request`` in, ``Response`` or ``Stream`` out.

Here: verbs, admission, tables, discovery, OpenAPI, content types.  Not here: sockets
(``podlab.gateway``) or what kinds contain (``engine.objects``).
"""
