"""containerd's role on a node: sandboxes, containers, images, logs.

Here: the runtime that kubelets, docker, crictl and ctr speak to through ``cri.Runtime``.  Not here:
Pods (``engine.kubelet``).
"""
