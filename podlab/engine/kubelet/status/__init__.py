"""What a kubelet says of its Pods: phase, conditions, container statuses, and writing them.

Here: from records to ``status``.  Not here: deciding what to do (``podworker``, ``plan``).
"""
