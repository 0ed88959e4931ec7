"""The endpoints of Services: EndpointSlices, the older Endpoints, and the mirror between them.

Here: which addresses stand behind a Service.  Not here: routing to them (``engine.network``).
"""
