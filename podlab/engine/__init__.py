"""The simulation engine: a Kubernetes cluster as a pure, deterministic function of a seed and commands.

Here: everything that a cluster is and does.  Not here: web pages, sockets, databases, wall clocks
(see ``podlab.hosting`` and above).  Nothing in this package imports Django, asyncio, threads or time.
"""
