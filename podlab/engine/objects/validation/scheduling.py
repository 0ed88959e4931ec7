"""Rules of what steers the scheduler: affinity, tolerations, topology spread, gates.

Not here: the rest of a Pod (``pod``).
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import duplicate, forbidden, invalid, required, unsupported
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import Errors, Object, form, one_of

EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"


def affinity(path: str, found: Object) -> Errors:
    """Node affinity and Pod affinity both ways."""
    errors: Errors = []
    nodes = found.get("nodeAffinity") or {}
    if nodes.get(_REQUIRED) is not None:
        errors += node_selector(f"{path}.nodeAffinity.{_REQUIRED}", nodes[_REQUIRED])
    for place, term in enumerate(nodes.get(_PREFERRED) or ()):
        where = f"{path}.nodeAffinity.{_PREFERRED}[{place}]"
        errors += _weight(where, term)
        errors += _node_term(f"{where}.preference", term.get("preference") or {}, values=False)
    for sort in ("podAffinity", "podAntiAffinity"):
        errors += _pod_affinity(f"{path}.{sort}", found.get(sort) or {})
    return errors


def _weight(path: str, term: Object) -> Errors:
    weight = term.get("weight") or 0
    if 0 < weight <= 100:
        return []
    return [invalid(f"{path}.weight", weight, "must be in the range 1-100")]


def node_selector(path: str, found: Object) -> Errors:
    """A node selector: at least one term."""
    terms = found.get("nodeSelectorTerms") or []
    path += ".nodeSelectorTerms"
    if not terms:
        return [required(path, "must have at least one node selector term")]
    errors: Errors = []
    for place, term in enumerate(terms):
        errors += _node_term(f"{path}[{place}]", term, values=True)
    return errors


def _node_term(path: str, term: Object, values: bool) -> Errors:
    errors: Errors = []
    for place, one in enumerate(term.get("matchExpressions") or ()):
        errors += _node_requirement(f"{path}.matchExpressions[{place}]", one, values)
    for place, one in enumerate(term.get("matchFields") or ()):
        errors += _field_requirement(f"{path}.matchFields[{place}]", one)
    return errors


def _node_requirement(path: str, one: Object, check_values: bool) -> Errors:
    operator, values = one.get("operator", ""), one.get("values") or []
    errors: Errors = []
    if operator in ("In", "NotIn"):
        if not values:
            words = "must be specified when `operator` is 'In' or 'NotIn'"
            errors.append(required(f"{path}.values", words))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
            errors.append(forbidden(f"{path}.values", words))
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            words = "must be specified single value when `operator` is 'Lt' or 'Gt'"
            errors.append(required(f"{path}.values", words))
    else:
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    errors += form(f"{path}.key", one.get("key", ""), formats.label_key)
    if check_values:
        for place, value in enumerate(values):
            errors += form(f"{path}.values[{place}]", value, formats.label_value)
    return errors


def _field_requirement(path: str, one: Object) -> Errors:
    errors: Errors = []
    operator, values = one.get("operator", ""), one.get("values") or []
    if operator not in ("In", "NotIn"):
        errors.append(invalid(f"{path}.operator", operator, "not a valid selector operator"))
    elif len(values) != 1:
        words = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        errors.append(required(f"{path}.values", words))
    if one.get("key") != "metadata.name":
        words = "not a valid field selector key"
        errors.append(invalid(f"{path}.key", one.get("key", ""), words))
    return errors


def _pod_affinity(path: str, found: Object) -> Errors:
    errors: Errors = []
    for place, term in enumerate(found.get(_REQUIRED) or ()):
        errors += _pod_term(f"{path}.{_REQUIRED}[{place}]", term)
    for place, term in enumerate(found.get(_PREFERRED) or ()):
        where = f"{path}.{_PREFERRED}[{place}]"
        errors += _weight(where, term)
        errors += _pod_term(f"{where}.podAffinityTerm", term.get("podAffinityTerm") or {})
    return errors


def _pod_term(path: str, term: Object) -> Errors:
    errors = checks.label_selector(f"{path}.labelSelector", term.get("labelSelector"))
    errors += checks.label_selector(f"{path}.namespaceSelector", term.get("namespaceSelector"))
    for name in term.get("namespaces") or ():
        errors += form(f"{path}.namespace", name, formats.dns_label)
    key = term.get("topologyKey") or ""
    if not key:
        errors.append(required(f"{path}.topologyKey", "can not be empty"))
    return errors + form(f"{path}.topologyKey", key, formats.label_key)


def tolerations(path: str, found: list[Object]) -> Errors:
    """A Pod's tolerations."""
    errors: Errors = []
    for place, one in enumerate(found):
        errors += _toleration(f"{path}[{place}]", one)
    return errors


def _toleration(path: str, one: Object) -> Errors:
    key, operator = one.get("key") or "", one.get("operator") or ""
    value, effect = one.get("value") or "", one.get("effect") or ""
    errors = form(f"{path}.key", key, formats.label_key) if key else []
    if not key and operator != "Exists":
        words = 'operator must be Exists when `key` is empty, which means "match all values and '
        errors.append(invalid(f"{path}.operator", operator, words + 'all keys"'))
    if one.get("tolerationSeconds") is not None and effect != "NoExecute":
        words = "effect must be 'NoExecute' when `tolerationSeconds` is set"
        errors.append(invalid(f"{path}.effect", effect, words))
    if operator in ("", "Equal"):
        reasons = formats.label_value(value)
        if reasons:
            errors.append(invalid(f"{path}.operator", value, ";".join(reasons)))
    elif operator == "Exists":
        if value:
            words = "value must be empty when `operator` is 'Exists'"
            errors.append(invalid(f"{path}.operator", value, words))
    elif operator not in ("Gt", "Lt"):
        errors.append(unsupported(f"{path}.operator", operator, ("Equal", "Exists")))
    return errors + one_of(f"{path}.effect", effect, EFFECTS)


def spread(path: str, found: list[Object]) -> Errors:
    """Topology spread constraints."""
    errors: Errors = []
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        errors += checks.positive(f"{where}.maxSkew", one.get("maxSkew") or 0)
        if not one.get("topologyKey"):
            errors.append(required(f"{where}.topologyKey", "can not be empty"))
        else:
            errors += form(f"{where}.topologyKey", one["topologyKey"], formats.label_key)
        when = one.get("whenUnsatisfiable") or ""
        if when not in ("DoNotSchedule", "ScheduleAnyway"):
            words = ("DoNotSchedule", "ScheduleAnyway")
            errors.append(unsupported(f"{where}.whenUnsatisfiable", when, words))
        pair = (one.get("topologyKey") or "", when)
        if pair in seen:
            shown = "{" + ", ".join(pair) + "}"
            errors.append(duplicate(f"{where}.{{topologyKey, whenUnsatisfiable}}", shown))
        seen.add(pair)
        errors += _domains(where, one)
        errors += checks.label_selector(f"{where}.labelSelector", one.get("labelSelector"))
    return errors


def _domains(path: str, one: Object) -> Errors:
    least = one.get("minDomains")
    if least is None:
        return []
    errors = checks.positive(f"{path}.minDomains", least)
    if one.get("whenUnsatisfiable") != "DoNotSchedule":
        words = "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
        errors.append(invalid(f"{path}.minDomains", least,
                              words + str(one.get("whenUnsatisfiable"))))  # fmt: skip
    return errors


def gates(path: str, found: list[Object]) -> Errors:
    """Scheduling gates: unique qualified names."""
    errors: Errors = []
    seen: set[str] = set()
    for place, one in enumerate(found):
        name = one.get("name") or ""
        where = f"{path}[{place}]"
        reasons = formats.label_key(name)
        if reasons:
            errors.append(invalid(f"{where}.name", name, "; ".join(reasons)))
        if name in seen:
            errors.append(duplicate(where, name))
        seen.add(name)
    return errors


def taints(path: str, found: list[Object]) -> Errors:
    """A node's taints: each key with an effect once."""
    errors: Errors = []
    seen: set[tuple[str, str]] = set()
    for place, one in enumerate(found):
        where = f"{path}[{place}]"
        key, value, effect = (one.get(name) or "" for name in ("key", "value", "effect"))
        errors += form(f"{where}.key", key, formats.label_key)
        errors += form(f"{where}.value", value, formats.label_value)
        errors += one_of(f"{where}.effect", effect, EFFECTS, must=True)
        if (key, effect) in seen:
            errors.append(duplicate(where, one))
        seen.add((key, effect))
    return errors
