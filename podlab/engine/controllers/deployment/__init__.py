"""Deployments: which ReplicaSets there are, how a rollout moves, what the status says.

Not here: the Pods of a ReplicaSet (``replicas``).
"""
