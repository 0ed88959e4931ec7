"""Nodes against what Pods say of them: selectors, affinity, taints and tolerations.

Here: pure functions.  Not here: which plugin asks.
"""

from typing import Any

Object = dict[str, Any]


def matches_required(spec: Object, labels: dict[str, str], name: str) -> bool:
    """Whether a node fulfils a Pod's nodeSelector and required node affinity."""
    for key, value in (spec.get("nodeSelector") or {}).items():
        if labels.get(key) != value:
            return False
    required = required_terms(spec)
    return required is None or any(matches_term(term, labels, name) for term in required)


def required_terms(spec: Object) -> list[Object] | None:
    """The required node affinity's terms, None if there is none."""
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if required is None else required.get("nodeSelectorTerms") or []


def preferred_terms(spec: Object) -> list[Object]:
    """The preferred node affinity's weighted terms."""
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    return affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or []


def matches_term(term: Object, labels: dict[str, str], name: str) -> bool:
    """Whether a node fulfils one term; an empty term is fulfilled by none."""
    expressions, fields = term.get("matchExpressions") or (), term.get("matchFields") or ()
    if not expressions and not fields:
        return False
    if not all(_meets(row, labels) for row in expressions):
        return False
    return all(_meets(row, {"metadata.name": name}) for row in fields)


def _meets(row: Object, labels: dict[str, str]) -> bool:
    key, operator, values = row["key"], row["operator"], row.get("values") or []
    if operator == "In":
        return labels.get(key) in values
    if operator == "NotIn":
        return labels.get(key) not in values
    if operator == "Exists":
        return key in labels
    if operator == "DoesNotExist":
        return key not in labels
    return _compares(operator, labels.get(key), values)


def _compares(operator: str, value: str | None, values: list[str]) -> bool:
    if value is None or len(values) != 1:
        return False
    if not (_is_number(value) and _is_number(values[0])):
        return False
    return int(value) > int(values[0]) if operator == "Gt" else int(value) < int(values[0])


def _is_number(text: str) -> bool:
    return len(text) < 20 and text.lstrip("+-").isdigit()


def tolerates(toleration: Object, taint: Object) -> bool:
    """Whether one toleration tolerates one taint."""
    effect = toleration.get("effect")
    if effect and effect != taint.get("effect"):
        return False
    key = toleration.get("key")
    if key and key != taint["key"]:
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Exists":
        return True
    if operator == "Equal":
        return bool(key) and (toleration.get("value") or "") == (taint.get("value") or "")
    return _compares(operator, taint.get("value"), [toleration.get("value", "")])


def untolerated(
    taints: tuple[Object, ...], tolerations: tuple[Object, ...], effects: tuple[str, ...]
) -> list[Object]:
    """The taints of some effects that nothing tolerates."""
    return [
        taint
        for taint in taints
        if taint.get("effect") in effects and not any(tolerates(t, taint) for t in tolerations)
    ]
