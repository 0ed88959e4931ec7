"""Rules of HorizontalPodAutoscalers and PodDisruptionBudgets.

Not here: the metrics that they scale by (``metricsources``), the workloads (``workloads``).
"""

from podlab.engine.objects.fielderror import forbidden, invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import (
    Errors,
    Object,
    not_negative,
    one_of,
)
from podlab.engine.objects.validation.metricsources import metric, object_reference
from podlab.engine.objects.validation.workloads import amount


def autoscaler(obj: Object) -> Errors:
    """A HorizontalPodAutoscaler's spec, of either version."""
    spec = obj.get("spec") or {}
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    errors = not_negative("spec.minReplicas", least)
    if least is not None and most < least:
        words = "must be greater than or equal to `minReplicas`"
        errors.append(invalid("spec.maxReplicas", most, words))
    errors += _scale_target(spec.get("scaleTargetRef") or {})
    for place, row in enumerate(spec.get("metrics") or ()):
        errors += metric(f"spec.metrics[{place}]", row)
    if least == 0 and not _scales_from_zero(spec):
        words = "must specify at least one Object or External metric to support scaling to zero "
        errors.append(forbidden("spec.metrics", words + "replicas"))
    for direction in ("scaleUp", "scaleDown"):
        rules = dig(spec, "behavior", direction)
        if rules:
            errors += _scaling_rules(f"spec.behavior.{direction}", rules)
    if most == 0:
        errors.append(required("spec.maxReplicas"))
    elif most < 0:
        words = "must be greater than or equal to 1"
        errors.append(invalid("spec.maxReplicas", most, words))
    return errors


def _scales_from_zero(spec: Object) -> bool:
    return any(one.get("type") in ("Object", "External") for one in spec.get("metrics") or ())


def _scale_target(target: Object) -> Errors:
    path = "spec.scaleTargetRef"
    errors = object_reference(path, target)
    version = target.get("apiVersion") or ""
    if "/" not in version and target.get("kind") != "ReplicationController":
        words = "apiVersion must specify API group"
        errors.append(invalid(f"{path}.apiVersion", version, words))
    return errors


def _scaling_rules(path: str, rules: Object) -> Errors:
    errors: Errors = []
    window = rules.get("stabilizationWindowSeconds")
    errors += not_negative(f"{path}.stabilizationWindowSeconds", window)
    if window is not None and window > 3600:
        words = "must be less than or equal to 3600"
        errors.append(invalid(f"{path}.stabilizationWindowSeconds", window, words))
    policies = ("Disabled", "Max", "Min")
    errors += one_of(f"{path}.selectPolicy", rules.get("selectPolicy"), policies)
    if not rules.get("policies"):
        errors.append(required(f"{path}.policies", "must specify at least one Policy"))
    for place, policy in enumerate(rules.get("policies") or ()):
        where = f"{path}.policies[{place}]"
        sort = policy.get("type") or ""
        if sort not in ("Percent", "Pods"):
            errors.append(unsupported(f"{where}.type", sort, ("Percent", "Pods")))
        errors += checks.positive(f"{where}.value", policy.get("value") or 0)
        errors += checks.positive(f"{where}.periodSeconds", policy.get("periodSeconds") or 0)
    return errors


def disruption_budget(obj: Object) -> Errors:
    """A PodDisruptionBudget's spec."""
    spec = obj.get("spec") or {}
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    errors: Errors = []
    if least is not None and most is not None:
        words = "minAvailable and maxUnavailable cannot be both set"
        errors.append(invalid("spec", spec, words))
    errors += amount("spec.minAvailable", least) + amount("spec.maxUnavailable", most)
    errors += checks.label_selector("spec.selector", spec.get("selector"))
    policies = ("AlwaysAllow", "IfHealthyBudget")
    policy = spec.get("unhealthyPodEvictionPolicy")
    return errors + one_of("spec.unhealthyPodEvictionPolicy", policy, policies)
