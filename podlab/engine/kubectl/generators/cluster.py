"""``create namespace | serviceaccount | quota | poddisruptionbudget | priorityclass``.

Here: the objects as kubectl sends them.  Not here: creating them (``create``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.names import cluster_metadata, metadata
from podlab.engine.objects import labels, quantity

Object = dict[str, Any]


def namespace(c: Context, name: str) -> Object:
    """``create namespace NAME``."""
    return {
        "apiVersion": "v1", "kind": "Namespace", "metadata": cluster_metadata(name),
        "spec": {}, "status": {},
    }  # fmt: skip


def serviceaccount(c: Context, name: str) -> Object:
    """``create serviceaccount NAME``."""
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(c, name)}


def quota(c: Context, name: str) -> Object:
    """``create quota NAME --hard=pods=3,cpu=1 --scopes=…``."""
    spec: Object = {}
    hard = {}
    for part in str(c.flag("hard") or "").split(",") if c.flag("hard") else []:
        key, equals, value = part.partition("=")
        if not equals or "=" in value:
            raise CommandError(f"Invalid argument syntax {part}, expected <resource>=<value>")
        try:
            hard[key] = quantity.canonical(value)
        except ValueError as error:
            raise CommandError(str(error)) from None
    if hard:
        spec["hard"] = hard
    scopes = str(c.flag("scopes") or "")
    if scopes:
        spec["scopes"] = scopes.split(",")
        if "" in spec["scopes"]:
            raise CommandError('invalid resource quota scope ""')
    return {
        "apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(c, name), "spec": spec,
        "status": {},
    }  # fmt: skip


def _amount(text: str, flag: str) -> int | str:
    digits = text.removesuffix("%")
    if not digits.isascii() or not digits.isdigit():
        raise CommandError(f"invalid format specified for {flag}")
    return text if text.endswith("%") else int(text)


def poddisruptionbudget(c: Context, name: str) -> Object:
    """``create poddisruptionbudget NAME --selector=… --min-available=N``."""
    selector = str(c.flag("selector") or "")
    least, most = str(c.flag("min-available") or ""), str(c.flag("max-unavailable") or "")
    if not selector:
        raise CommandError("a selector must be specified")
    if not least and not most:
        raise CommandError("one of min-available or max-unavailable must be specified")
    if least and most:
        raise CommandError("min-available and max-unavailable cannot be both specified")
    spec: Object = {"selector": label_selector(selector)}
    if least:
        spec["minAvailable"] = _amount(least, "min-available")
    else:
        spec["maxUnavailable"] = _amount(most, "max-unavailable")
    status = {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}
    return {
        "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(c, name),
        "spec": spec, "status": status,
    }  # fmt: skip


_OPERATORS = {"in": "In", "notin": "NotIn", "exists": "Exists", "!": "DoesNotExist",
              "!=": "NotIn"}  # fmt: skip


def label_selector(text: str) -> Object:
    """A selector's text as a ``LabelSelector``.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        selector = labels.parse(text)
    except labels.SelectorError as error:
        raise CommandError(str(error)) from None
    found: Object = {}
    for one in selector:
        if one.operator in ("=", "=="):
            found.setdefault("matchLabels", {})[one.key] = one.values[0]
            continue
        row: Object = {"key": one.key, "operator": _OPERATORS[one.operator]}
        if one.values:
            row["values"] = sorted(one.values)
        found.setdefault("matchExpressions", []).append(row)
    return found


def priorityclass(c: Context, name: str) -> Object:
    """``create priorityclass NAME --value=N``."""
    obj: Object = {
        "apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
        "metadata": cluster_metadata(name), "value": int(c.flag("value")),
        "preemptionPolicy": str(c.flag("preemption-policy") or "PreemptLowerPriority"),
    }  # fmt: skip
    if c.flag("global-default"):
        obj["globalDefault"] = True
    if c.flag("description"):
        obj["description"] = str(c.flag("description"))
    return obj
