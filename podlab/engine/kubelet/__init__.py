"""The kubelet: what one node does with the Pods that are bound to it.

Here: the node's object and lease, a worker per Pod, images, volumes, environment, probes, hooks,
status.  Not here: processes and namespaces (``engine.machine``), the container runtime
(``engine.runtime``), who decides which Pod comes to the node (``engine.scheduler``).
"""
