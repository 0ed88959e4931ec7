"""What a Pod asks for in all: the sum of its containers, or its largest init container.

Here: adding up requests and limits as they are written.  Not here: whether a node has them (the
scheduler counts in whole numbers), or what stands in a cgroup (``kubelet.resources``).
"""

from typing import Any

from podlab.engine.objects import quantity

Object = dict[str, Any]
Amounts = dict[str, str]


def add_all(total: Amounts, more: Amounts) -> None:
    """Add amounts to a total, in place."""
    for name, amount in more.items():
        total[name] = quantity.add(total[name], amount) if name in total else amount


def _raise_to(total: Amounts, other: Amounts) -> None:
    for name, amount in other.items():
        if name not in total or quantity.compare(amount, total[name]) > 0:
            total[name] = amount


def _of(container: Object, which: str) -> Amounts:
    rows = (container.get("resources") or {}).get(which) or {}
    return {name: str(amount) for name, amount in rows.items()}


def totals(pod: Object, which: str) -> Amounts:
    """``requests`` or ``limits`` of a Pod."""
    spec = pod["spec"]
    total: Amounts = {}
    for container in spec.get("containers") or []:
        add_all(total, _of(container, which))
    sidecars: Amounts = {}
    highest: Amounts = {}
    for container in spec.get("initContainers") or []:
        wanted = _of(container, which)
        if container.get("restartPolicy") == "Always":
            add_all(total, wanted)
            add_all(sidecars, wanted)
            _raise_to(highest, sidecars)
        else:
            both = dict(sidecars)
            add_all(both, wanted)
            _raise_to(highest, both)
    _raise_to(total, highest)
    for name, amount in ((spec.get("resources") or {}).get(which) or {}).items():
        total[name] = str(amount)
    overhead = {name: str(amount) for name, amount in (spec.get("overhead") or {}).items()}
    if which == "limits":  # there is nothing to add to where there is no limit
        overhead = {name: amount for name, amount in overhead.items() if name in total}
    add_all(total, overhead)
    return total
