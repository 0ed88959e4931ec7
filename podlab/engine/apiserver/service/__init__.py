"""Services in the API server: their addresses and ports, families, what a change of type loses.

Not here: routing (``engine.network``), or their endpoints (``controllers.endpoint``).
"""
