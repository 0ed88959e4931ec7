"""The horizontal Pod autoscaler: its loop, the metrics it asks for, and how far it goes at once.

Here: from metrics to a number of replicas.  Not here: measuring (``engine.metrics``), or making the
Pods (the scaled workload's own controller).
"""
