"""The simulation engine: a Kubernetes cluster, a pure function of a seed and of commands.

Here: everything that a cluster is and does.  Not here: web pages, sockets, databases, wall clocks
(see ``podlab.hosting`` and above).  Nothing here imports Django, asyncio, threads or time.
"""
