"""Volumes and claims: binding, provisioning, growing, and keeping what is in use.

Here: the controllers of PersistentVolumes and PersistentVolumeClaims.  Not here: mounting
(``engine.kubelet``), or the claims of StatefulSets (``statefulclaims``).
"""
