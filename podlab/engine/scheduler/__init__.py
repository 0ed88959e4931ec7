"""kube-scheduler's role: which node a Pod runs on.

Here: the queue, filters and scores of the default profile, preemption, binding, and the table of
each decision.  Not here: running Pods (``engine.kubelet``).
"""
