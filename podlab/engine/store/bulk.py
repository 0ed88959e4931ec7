"""How much a write brings: what the change log grows by.

Here: an estimate in bytes.  What a write shares with the state before costs nothing; of the kinds
that are written all the time only what can be large is looked at.  Not here: the bound (``store``).
"""

from typing import Any

Object = dict[str, Any]

ROW = 100
"""Bytes that a dictionary or a list takes beside its text."""
STATUS = 1_000
"""Bytes of one container's status."""
SMALL = 2_000
"""Bytes of a write of a busy kind beside its annotations and containers."""
BUSY = frozenset(
    (
        "pods", "events", "nodes", "endpoints", "endpointslices.discovery.k8s.io",
        "leases.coordination.k8s.io", "replicasets.apps", "deployments.apps", "jobs.batch",
    )
)  # fmt: skip
"""Resources that controllers and kubelets write; what is large in them are notes and lists."""


def bulk_of(resource: str, obj: Object, previous: Object | None) -> int:
    """The estimated bytes of a change."""
    if resource not in BUSY:
        return _bulk(obj, previous)
    notes = obj["metadata"].get("annotations")
    known = previous["metadata"].get("annotations") if previous is not None else None
    return SMALL + _bulk(notes, known) + STATUS * _containers(obj)


def _containers(obj: Object) -> int:
    """How many containers a status tells of."""
    status = obj.get("status") or {}
    rows = ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")
    return sum([len(status.get(row) or ()) for row in rows])


def _bulk(value: Any, before: Any) -> int:
    """The estimated bytes of a value, leaving out what it shares with the one before.

    Equal counts as shared: what is one object now may be two after a snapshot was read back, and
    the log must be cut at the same place.
    """
    if value == before:
        return 0
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        old = before if isinstance(before, dict) else {}
        return ROW + sum([_bulk(inner, old.get(key)) for key, inner in value.items()])
    if isinstance(value, list):
        return ROW + sum([_bulk(inner, None) for inner in value])
    return 0
