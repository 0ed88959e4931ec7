"""etcd's role: the versioned objects of a cluster and the log of their changes.

Here: compare-and-swap on keys, revisions, the change log.  Not here: kinds, defaults, validation
(``engine.apiserver``): a value is any JSON object with ``metadata``.
"""
