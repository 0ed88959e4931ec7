"""A simulated Linux machine; it knows nothing of Kubernetes.

Here: filesystem, processes, terminals, users, network namespaces, the shell and its commands,
images' programs.  Not here: containers as such (``engine.runtime``) or Pods.
"""
