"""ResourceQuota: a namespace gets no more than its quotas grant; use is counted at once."""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.quota import concerns, usage_of
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects import quantity
from podlab.engine.objects.meta import put
from podlab.engine.store.store import Key

Object = dict[str, Any]

RESOURCES = None
OPERATIONS = ("CREATE",)

_REQUIRED = ("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory")


def validate(review: Review, world: World) -> None:
    """Refuse what exceeds a quota; else note the use in the quotas' status."""
    if not world.store.count("resourcequotas") or review.subresource:
        return
    charges = []
    for quota in world.list("resourcequotas", review.namespace):
        charge = _charge(review, quota)
        if charge:
            charges.append((quota, charge))
    for quota, charge in charges:
        used = {**(quota["status"].get("used") or {}), **charge}
        changed = put(quota, ("status", "used"), used)
        key = Key("resourcequotas", review.namespace, quota["metadata"]["name"])
        world.store.update(key, changed, world.now, world.sim.cause, "kube-apiserver")


def _charge(review: Review, quota: Object) -> dict[str, str]:
    """The new values of ``used`` for what the object adds."""
    if not concerns(quota, review.kind, review.obj):
        return {}
    hard = (quota.get("status") or {}).get("hard") or {}
    wanted = usage_of(review.kind, review.obj)
    name = quota["metadata"]["name"]
    if review.kind.resource == "pods":
        _check_required(review, name, hard)
    used = quota["status"].get("used") or {}
    touched = sorted(key for key in wanted if key in hard)
    sums = {key: quantity.add(used.get(key, "0"), wanted[key]) for key in touched}
    over = [key for key in touched if quantity.compare(sums[key], hard[key]) > 0]
    if over:
        parts = (("requested", wanted), ("used", used), ("limited", hard))
        texts = [
            f"{word}: " + ",".join(f"{key}={values.get(key, '0')}" for key in over)
            for word, values in parts
        ]
        raise review.forbidden(f"exceeded quota: {name}, " + ", ".join(texts))
    return sums


def _check_required(review: Review, name: str, hard: Object) -> None:
    """Where a quota bounds cpu or memory, every container must say what it wants."""
    missing: dict[str, list[str]] = {}
    spec = review.obj["spec"]
    for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
        resources = container.get("resources") or {}
        for key in sorted(_REQUIRED):
            if key not in hard:
                continue
            part, _, short = key.rpartition(".")
            if short not in (resources.get(part or "requests") or {}):
                missing.setdefault(key, []).append(container["name"])
    if missing:
        texts = [f"{key} for: {','.join(sorted(names))}" for key, names in sorted(missing.items())]
        raise review.forbidden(f"failed quota: {name}: must specify " + "; ".join(texts))
