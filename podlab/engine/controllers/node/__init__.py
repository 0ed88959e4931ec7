"""Nodes: their Pod networks, whether they still answer, and what must leave them.

Not here: what a node says of itself (``engine.kubelet``).
"""
