"""The simulated machines' network: interfaces, routes, sockets, names, HTTP.

Here: what Linux's network stack does between namespaces.  Not here: what a cluster lays over it
(services, policies, DNS records: ``engine.network``), which comes in through ``net.hooks``.
"""
