"""LimitRanger: default requests and limits of a namespace's containers, and their bounds."""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects import quantity
from podlab.engine.objects.fielderror import joined
from podlab.engine.objects.meta import put

Object = dict[str, Any]

RESOURCES = ("pods", "persistentvolumeclaims")
OPERATIONS = ("CREATE",)
ANNOTATION = "kubernetes.io/limit-ranger"


def admit(review: Review, world: World) -> None:
    """Give containers the defaults that they lack."""
    if review.kind.resource != "pods":
        return
    for row in _ranges(review, world):
        review.obj = _with_defaults(review.obj, row)


def validate(review: Review, world: World) -> None:
    """Refuse what lies outside of the bounds."""
    for row in _ranges(review, world):
        errors: list[str] = []
        for limit in row["spec"].get("limits") or ():
            if review.kind.resource == "pods":
                errors += _pod_errors(limit, review.obj)
            elif limit["type"] == "PersistentVolumeClaim":
                errors += _claim_errors(limit, review.obj)
        if errors:
            raise review.forbidden(joined(errors))


def _ranges(review: Review, world: World) -> list[Object]:
    if not world.store.count("limitranges"):
        return []
    return world.list("limitranges", review.namespace)


# --- defaults --------------------------------------------------------------------------------
def _with_defaults(pod: Object, row: Object) -> Object:
    requests: Object = {}
    limits: Object = {}
    for limit in row["spec"].get("limits") or ():
        if limit["type"] == "Container":
            requests.update(limit.get("defaultRequest") or {})
            limits.update(limit.get("default") or {})
    notes: list[str] = []
    for key, word in (("containers", "container"), ("initContainers", "init container")):
        rows = pod["spec"].get(key)
        if rows:
            merged = [_merged(one, requests, limits, word, notes) for one in rows]
            pod = put(pod, ("spec", key), merged)
    if notes:
        text = "LimitRanger plugin set: " + "; ".join(notes)
        pod = put(pod, ("metadata", "annotations", ANNOTATION), text)
    return pod


def _merged(
    container: Object, requests: Object, limits: Object, word: str, notes: list[str]
) -> Object:
    resources = dict(container.get("resources") or {})
    for key, defaults, verb in (("requests", requests, "request"), ("limits", limits, "limit")):
        present = resources.get(key) or {}
        added = {name: value for name, value in defaults.items() if name not in present}
        if added:
            resources[key] = {**present, **added}
            notes.append(f"{', '.join(sorted(added))} {verb} for {word} {container['name']}")
    return {**container, "resources": resources}


# --- bounds ----------------------------------------------------------------------------------
def _pod_errors(limit: Object, pod: Object) -> list[str]:
    kind = limit["type"]
    if kind == "Container":
        errors = []
        for key in ("containers", "initContainers"):
            for container in pod["spec"].get(key) or ():
                errors += _bounds(limit, container.get("resources") or {})
        return errors
    return _bounds(limit, _pod_total(pod)) if kind == "Pod" else []


def _pod_total(pod: Object) -> Object:
    total: dict[str, dict[str, str]] = {"requests": {}, "limits": {}}
    for container in pod["spec"].get("containers") or ():
        resources = container.get("resources") or {}
        for key, sums in total.items():
            for name, value in (resources.get(key) or {}).items():
                sums[name] = quantity.add(sums[name], value) if name in sums else value
    return total


def _bounds(limit: Object, resources: Object) -> list[str]:
    kind = limit["type"]
    requests, limits = resources.get("requests") or {}, resources.get("limits") or {}
    errors = []
    for name, bound in sorted((limit.get("min") or {}).items()):
        errors += _minimum(
            f"minimum {name} usage per {kind} is {bound}",
            bound,
            requests.get(name),
            limits.get(name),
        )
    for name, bound in sorted((limit.get("max") or {}).items()):
        errors += _maximum(
            f"maximum {name} usage per {kind} is {bound}",
            bound,
            requests.get(name),
            limits.get(name),
        )
    for name, bound in sorted((limit.get("maxLimitRequestRatio") or {}).items()):
        errors += _ratio(
            f"{name} max limit to request ratio per {kind} is {bound}",
            bound,
            requests.get(name),
            limits.get(name),
        )
    return errors


def _minimum(words: str, bound: str, request: str | None, limit: str | None) -> list[str]:
    if request is None:
        return [f"{words}.  No request is specified"]
    if quantity.compare(request, bound) < 0:
        return [f"{words}, but request is {request}"]
    if limit is not None and quantity.compare(limit, bound) < 0:
        return [f"{words}, but limit is {limit}"]
    return []


def _maximum(words: str, bound: str, request: str | None, limit: str | None) -> list[str]:
    if limit is None:
        return [f"{words}.  No limit is specified"]
    if quantity.compare(limit, bound) > 0:
        return [f"{words}, but limit is {limit}"]
    if request is not None and quantity.compare(request, bound) > 0:
        return [f"{words}, but request is {request}"]
    return []


def _ratio(words: str, bound: str, request: str | None, limit: str | None) -> list[str]:
    if request is None or quantity.milli(request) == 0:
        return [f"{words}, but no request is specified or request is 0"]
    if limit is None or quantity.milli(limit) == 0:
        return [f"{words}, but no limit is specified or limit is 0"]
    found = quantity.milli(limit) / quantity.milli(request)
    if found * 1000 > quantity.milli(bound):
        return [f"{words}, but provided ratio is {found:f}"]
    return []


def _claim_errors(limit: Object, claim: Object) -> list[str]:
    requests = (claim["spec"].get("resources") or {}).get("requests") or {}
    errors = []
    for name, bound in sorted((limit.get("min") or {}).items()):
        words = f"minimum {name} usage per PersistentVolumeClaim is {bound}"
        errors += _minimum(words, bound, requests.get(name), None)
    for name, bound in sorted((limit.get("max") or {}).items()):
        words = f"maximum {name} usage per PersistentVolumeClaim is {bound}"
        request = requests.get(name)
        if request is None:
            errors.append(f"{words}.  No request is specified")
        elif quantity.compare(request, bound) > 0:
            errors.append(f"{words}, but request is {request}")
    return errors
