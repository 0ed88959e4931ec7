"""metrics-server's role: the use of nodes and Pods, collected from the kubelets every few seconds.

Here: collecting, and the API ``metrics.k8s.io``.  Not here: measuring (``kubelet.stats``), history.
"""
