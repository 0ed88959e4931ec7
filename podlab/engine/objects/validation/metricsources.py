"""Rules of what a HorizontalPodAutoscaler scales by: each type of metric and its target.

Not here: the autoscaler itself (``autoscaling``).
"""

from podlab.engine.objects import formats, quantity
from podlab.engine.objects.fielderror import forbidden, invalid, required, unsupported
from podlab.engine.objects.validation.checks import Errors, Object, form

TYPES = ("ContainerResource", "External", "Object", "Pods", "Resource")
_TARGETS = ("Utilization", "Value", "AverageValue")


def metric(path: str, row: Object) -> Errors:
    """One row of ``spec.metrics``."""
    sort = row.get("type") or ""
    if not sort:
        words = "must specify a metric source type"
        return [required(f"{path}.type", words), unsupported(f"{path}.type", "", TYPES)]
    if sort not in TYPES:
        return [unsupported(f"{path}.type", sort, TYPES)]
    field = sort[0].lower() + sort[1:]
    source = row.get(field)
    if source is None:
        words = "must populate information for the given metric source"
        return [required(f"{path}.{field}", words)]
    return _source(f"{path}.{field}", sort, source)


def _source(path: str, sort: str, source: Object) -> Errors:
    target = source.get("target") or {}
    if sort in ("Resource", "ContainerResource"):
        errors = _resource(path, sort, source) + _target(f"{path}.target", target)
        return errors + _one_way(f"{path}.target", target, "averageUtilization")
    errors = object_reference(f"{path}.describedObject", source.get("describedObject") or {}) \
        if sort == "Object" else []  # fmt: skip
    errors += _named(f"{path}.metric", source.get("metric") or {})
    errors += _target(f"{path}.target", target)
    return errors + _amounts(f"{path}.target", sort, target)


def object_reference(path: str, reference: Object) -> Errors:
    """A reference to an object of any version: kind, name and group."""
    errors: Errors = []
    for field in ("kind", "name"):
        text = reference.get(field) or ""
        if not text:
            errors.append(required(f"{path}.{field}"))
        else:
            errors += form(f"{path}.{field}", text, formats.path_segment)
    version = reference.get("apiVersion") or ""
    if version.count("/") > 1:
        words = f"unexpected GroupVersion string: {version}"
        errors.append(invalid(f"{path}.apiVersion", version, words))
    return errors


def _resource(path: str, sort: str, source: Object) -> Errors:
    errors: Errors = []
    if not source.get("name"):
        errors.append(required(f"{path}.name", "must specify a resource name"))
    if sort == "ContainerResource":
        container = source.get("container")
        if not container:
            errors.append(required(f"{path}.container", "must specify a container"))
        else:
            errors += form(f"{path}.container", container, formats.dns_label)
    return errors


def _named(path: str, identifier: Object) -> Errors:
    name = identifier.get("name")
    if not name:
        return [required(f"{path}.name", "must specify a metric name")]
    return form(f"{path}.name", name, formats.path_segment)


def _target(path: str, target: Object) -> Errors:
    """The numbers of a target: all above 0."""
    sort = target.get("type") or ""
    errors: Errors = [] if sort else [required(f"{path}.type", "must specify a metric target type")]
    if sort not in _TARGETS:
        words = "must be either Utilization, Value, or AverageValue"
        errors.append(invalid(f"{path}.type", sort, words))
    for field in ("value", "averageValue"):
        text = target.get(field)
        if text is not None and quantity.compare(text, "0") <= 0:
            errors.append(invalid(f"{path}.{field}", text, "must be positive"))
    share = target.get("averageUtilization")
    if share is not None and share < 1:
        errors.append(invalid(f"{path}.averageUtilization", share, "must be greater than 0"))
    return errors


def _one_way(path: str, target: Object, field: str) -> Errors:
    """A resource is wanted as a share or as an amount, not as both."""
    share, amount = target.get(field), target.get("averageValue")
    if share is None and amount is None:
        words = "must set either a target raw value or a target utilization"
        return [required(f"{path}.{field}", words)]
    if share is not None and amount is not None:
        words = "may not set both a target raw value and a target utilization"
        return [forbidden(f"{path}.averageValue", words)]
    return []


_NO_AMOUNT = {
    "Pods": "must specify a positive target averageValue",
    "Object": "must set either a target value or averageValue",
    "External": "must set either a target value for metric or a per-pod target",
}


def _amounts(path: str, sort: str, target: Object) -> Errors:
    """What Pods, objects and external metrics are wanted to show."""
    value, average = target.get("value"), target.get("averageValue")
    if average is None and (value is None or sort == "Pods"):
        return [required(f"{path}.averageValue", _NO_AMOUNT[sort])]
    if sort == "External" and value is not None and average is not None:
        words = "may not set both a target value for metric and a per-pod target"
        return [forbidden(f"{path}.value", words)]
    return []
