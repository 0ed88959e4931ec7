"""Rules of workloads: apps, batch and autoscaling kinds.

Not here: Pod templates' own rules (``pod``).
"""

from podlab.engine.objects import formats, labels
from podlab.engine.objects.fielderror import FieldError, forbidden, invalid, required, unsupported
from podlab.engine.objects.intorstring import is_percent
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import (
    Errors,
    Object,
    empty_selector,
    form,
    immutable,
    not_negative,
    one_of,
)
from podlab.engine.objects.validation.pod import template
from podlab.engine.objects.validation.storage import claim_spec


def _selector(obj: Object, kind: str) -> Errors:
    """The selector is there, matches something, and matches the template."""
    spec = obj.get("spec") or {}
    selector = spec.get("selector")
    if selector is None:
        return [required("spec.selector")]
    errors = checks.label_selector("spec.selector", selector)
    if empty_selector(selector):
        words = f"empty selector is invalid for {kind}"
        errors.append(invalid("spec.selector", {}, words))
    return errors


def _matches(obj: Object, words: str = "invalid label selector") -> Errors:
    spec = obj.get("spec") or {}
    given = spec.get("selector")
    wanted = (given or {}).get("matchLabels") or {}
    try:
        selector = labels.from_object(given)
        if any(formats.label_key(key) or formats.label_value(wanted[key]) for key in wanted):
            raise labels.SelectorError
    except labels.SelectorError:
        shown = dict(given or {})
        if wanted:
            shown = {**shown, "matchLabels": dict(sorted(wanted.items()))}
        return [invalid("spec.selector", shown, words)]
    found = dig(spec, "template", "metadata", "labels")
    if selector == () or labels.matches(selector, found or {}):
        return []
    words = "`selector` does not match template `labels`"
    ordered = dict(sorted(found.items())) if found else found
    return [invalid("spec.template.metadata.labels", ordered, words)]


def _selector_and_template(obj: Object, kind: str) -> Errors:
    spec = obj.get("spec") or {}
    return _matches(obj) + template("spec.template", spec.get("template") or {})


def deployment(obj: Object) -> Errors:
    """A Deployment's spec."""
    spec = obj.get("spec") or {}
    errors = not_negative("spec.replicas", spec.get("replicas"))
    errors += _selector(obj, "deployment")
    errors += _selector_and_template(obj, "deployment")
    errors += _strategy("spec.strategy", spec.get("strategy") or {})
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    deadline, ready = spec.get("progressDeadlineSeconds"), spec.get("minReadySeconds") or 0
    errors += not_negative("spec.progressDeadlineSeconds", deadline)
    if deadline is not None and deadline <= ready:
        words = "must be greater than minReadySeconds"
        errors.append(invalid("spec.progressDeadlineSeconds", deadline, words))
    return errors


def _strategy(path: str, strategy: Object) -> Errors:
    sort, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if sort == "Recreate":
        words = "may not be specified when strategy `type` is 'Recreate'"
        return [forbidden(f"{path}.rollingUpdate", words)] if rolling is not None else []
    if sort == "RollingUpdate":
        if rolling is None:
            return [required(f"{path}.rollingUpdate", "this should be defaulted and never be nil")]
        return _rolling(f"{path}.rollingUpdate", rolling)
    return [unsupported(f"{path}.type", sort, ("Recreate", "RollingUpdate"))]


def _rolling(path: str, rolling: Object) -> Errors:
    down, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    errors = amount(f"{path}.maxUnavailable", down)
    errors += amount(f"{path}.maxSurge", surge)
    if down in (0, "0%") and surge in (0, "0%"):
        words = "may not be 0 when `maxSurge` is 0"
        errors.append(invalid(f"{path}.maxUnavailable", down, words))
    if is_percent(down) and int(str(down)[:-1]) > 100:
        errors.append(invalid(f"{path}.maxUnavailable", down, "must not be greater than 100%"))
    return errors


def amount(path: str, value: int | str | None) -> Errors:
    """A number of at least 0, or a percentage."""
    if value is None:
        return []
    if isinstance(value, int):
        return not_negative(path, value)
    if is_percent(value):
        return []
    return [invalid(path, value, why) for why in formats.percent(value)]


def _selector_update(new: Object, old: Object) -> Errors:
    now, was = dig(new, "spec", "selector"), dig(old, "spec", "selector")
    return immutable("spec.selector", now, was)


def deployment_update(new: Object, old: Object) -> Errors:
    """A Deployment's selector stays."""
    return deployment(new) + _selector_update(new, old)


def replica_set(obj: Object) -> Errors:
    """A ReplicaSet's spec."""
    spec = obj.get("spec") or {}
    errors = not_negative("spec.replicas", spec.get("replicas"))
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    selector = spec.get("selector")
    if selector is None:
        errors.append(required("spec.selector"))
    else:
        errors += checks.label_selector("spec.selector", selector)
        if empty_selector(selector):
            words = "empty selector is invalid for deployment"
            errors.append(invalid("spec.selector", {}, words))
    return errors + _selector_and_template(obj, "replicaset")


def replica_set_update(new: Object, old: Object) -> Errors:
    """A ReplicaSet's selector stays."""
    return replica_set(new) + _selector_update(new, old)


def replication_controller(obj: Object) -> Errors:
    """A ReplicationController's spec."""
    spec = obj.get("spec") or {}
    errors = not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    selector = spec.get("selector") or {}
    if not selector:
        errors.append(required("spec.selector"))
    errors += not_negative("spec.replicas", spec.get("replicas"))
    found = spec.get("template")
    if found is None:
        return [*errors, required("spec.template")]
    labelled = dig(found, "metadata", "labels") or {}
    if selector and any(labelled.get(key) != value for key, value in selector.items()):
        words = "`selector` does not match template `labels`"
        errors.append(invalid("spec.template.metadata.labels", labelled or None, words))
    return errors + template("spec.template", found)


def daemon_set(obj: Object) -> Errors:
    """A DaemonSet's spec."""
    spec = obj.get("spec") or {}
    errors: Errors = []
    if spec.get("selector") is None:
        errors.append(required("spec.selector"))
    errors += checks.label_selector("spec.selector", spec.get("selector"))
    errors += _matches(obj)
    if spec.get("selector") is not None and empty_selector(spec["selector"]):
        words = "empty selector is invalid for daemonset"
        errors.append(invalid("spec.selector", {}, words))
    errors += template("spec.template", spec.get("template") or {})
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    errors += _daemon_strategy(spec.get("updateStrategy") or {})
    return errors + not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def _daemon_strategy(strategy: Object) -> Errors:
    sort = strategy.get("type")
    path = "spec.updateStrategy"
    if sort == "OnDelete":
        return []
    if sort != "RollingUpdate":
        return [unsupported(f"{path}.type", sort, ("OnDelete", "RollingUpdate"))]
    rolling = strategy.get("rollingUpdate") or {}
    down, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    path += ".rollingUpdate"
    errors = amount(f"{path}.maxUnavailable", down) + amount(f"{path}.maxSurge", surge)
    nothing = (None, 0, "0%")
    if down in nothing and surge in nothing:
        words = "cannot be 0 when maxSurge is 0"
        errors.append(required(f"{path}.maxUnavailable", words))
    if down not in nothing and surge not in nothing:
        words = "may not be set when maxUnavailable is non-zero"
        errors.append(invalid(f"{path}.maxSurge", surge, words))
    return errors


def daemon_set_update(new: Object, old: Object) -> Errors:
    """A DaemonSet's selector stays."""
    return daemon_set(new) + _selector_update(new, old)


def stateful_set(obj: Object) -> Errors:
    """A StatefulSet's spec."""
    spec = obj.get("spec") or {}
    policies = ("OrderedReady", "Parallel")
    errors = one_of("spec.podManagementPolicy", spec.get("podManagementPolicy"), policies)
    strategy = spec.get("updateStrategy") or {}
    if strategy.get("type") not in ("RollingUpdate", "OnDelete"):
        words = "must be 'RollingUpdate' or 'OnDelete'"
        errors.append(invalid("spec.updateStrategy", strategy, words))
    rolling = strategy.get("rollingUpdate") or {}
    errors += not_negative("spec.updateStrategy.rollingUpdate.partition", rolling.get("partition"))
    errors += not_negative("spec.replicas", spec.get("replicas"))
    errors += not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    if spec.get("selector") is None:
        errors.append(required("spec.selector"))
    else:
        errors += _selector(obj, "statefulset")
    errors += _matches(obj, "")
    claimed = tuple(
        dig(claim, "metadata", "name") or "" for claim in spec.get("volumeClaimTemplates") or ()
    )
    errors += template("spec.template", spec.get("template") or {}, claims=claimed)
    if spec.get("serviceName"):
        errors += form("spec.serviceName", spec["serviceName"], formats.dns_label)
    for place, claim in enumerate(spec.get("volumeClaimTemplates") or ()):
        errors += claim_spec(f"spec.volumeClaimTemplates[{place}].spec", claim.get("spec") or {})
    return errors


_STATEFUL_WORDS = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
    "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and "
    "'minReadySeconds' are forbidden"
)
_STATEFUL_FREE = frozenset((
    "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
))  # fmt: skip


def stateful_set_update(new: Object, old: Object) -> Errors:
    """Most of a StatefulSet's spec stays."""
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    errors = stateful_set(new)
    fields = (set(fresh) | set(before)) - _STATEFUL_FREE
    if any(fresh.get(field) != before.get(field) for field in fields):
        errors.append(forbidden("spec", _STATEFUL_WORDS))
    return errors


# --- batch ------------------------------------------------------------------------------------


def job(obj: Object) -> Errors:
    """A Job's spec (its selector is the server's)."""
    return job_spec("spec", obj.get("spec") or {})


_JOB_NUMBERS = (
    "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit",
    "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes",
)  # fmt: skip


def job_spec(path: str, spec: Object) -> Errors:
    """A Job's spec, wherever it stands."""
    errors: Errors = []
    for field in _JOB_NUMBERS:
        errors += not_negative(f"{path}.{field}", spec.get(field))
    modes = ("Indexed", "NonIndexed")
    errors += one_of(f"{path}.completionMode", spec.get("completionMode"), modes)
    if spec.get("completionMode") == "Indexed" and spec.get("completions") is None:
        words = "when completion mode is Indexed"
        errors.append(required(f"{path}.completions", words))
    errors += _failure_policy(f"{path}.podFailurePolicy", spec)
    errors += _success_policy(f"{path}.successPolicy", spec)
    errors += template(f"{path}.template", spec.get("template") or {}, restart=())
    return errors + _job_restart(path, spec)


def _job_restart(path: str, spec: Object) -> Errors:
    policy = dig(spec, "template", "spec", "restartPolicy")
    where = f"{path}.template.spec.restartPolicy"
    if policy in ("", None, "Always"):
        return [required(where, 'valid values: "OnFailure", "Never"')]
    if policy not in ("OnFailure", "Never"):
        return [unsupported(where, policy, ("OnFailure", "Never"))]
    if spec.get("podFailurePolicy") and policy != "Never":
        words = 'only "Never" is supported when podFailurePolicy is specified'
        return [invalid(where, policy, words)]
    return []


def _failure_policy(path: str, spec: Object) -> Errors:
    policy = spec.get("podFailurePolicy")
    if policy is None:
        return []
    names = {one.get("name") for field in ("containers", "initContainers")
             for one in dig(spec, "template", "spec", field) or ()}  # fmt: skip
    errors: Errors = []
    for place, rule in enumerate(policy.get("rules") or ()):
        where = f"{path}.rules[{place}]"
        actions = ("Count", "FailIndex", "FailJob", "Ignore")
        if not rule.get("action"):
            words = "valid values: [" + " ".join(f'"{one}"' for one in actions) + "]"
            errors.append(required(f"{where}.action", words))
        else:
            errors += one_of(f"{where}.action", rule["action"], actions)
        codes = rule.get("onExitCodes")
        if codes is not None:
            errors += _exit_codes(f"{where}.onExitCodes", codes, names)
        elif not rule.get("onPodConditions"):
            words = "specifying one of OnExitCodes and OnPodConditions is required"
            errors.append(FieldError("FieldValueInvalid", where, f"Invalid value: {words}"))
    return errors


def _exit_codes(path: str, codes: Object, names: set[str]) -> Errors:
    errors: Errors = []
    operators = ("In", "NotIn")
    errors += one_of(f"{path}.operator", codes.get("operator"), operators, must=True)
    name = codes.get("containerName")
    if name is not None and name not in names:
        words = "must be one of the container or initContainer names in the pod template"
        errors.append(invalid(f"{path}.containerName", name, words))
    if not codes.get("values"):
        errors.append(invalid(f"{path}.values", [], "at least one value is required"))
    return errors


def _success_policy(path: str, spec: Object) -> Errors:
    policy = spec.get("successPolicy")
    if policy is None:
        return []
    if spec.get("completionMode") != "Indexed":
        return [invalid(path, policy, "requires indexed completion mode")]
    errors: Errors = []
    if not policy.get("rules"):
        errors.append(required(f"{path}.rules", "at least one rules must be specified"))
    for place, rule in enumerate(policy.get("rules") or ()):
        where = f"{path}.rules[{place}]"
        errors += not_negative(f"{where}.succeededCount", rule.get("succeededCount"))
    return errors


def job_update(new: Object, old: Object) -> Errors:
    """A Job's template and selector stay."""
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    errors = job(new)
    errors += immutable("spec.selector", fresh.get("selector"), before.get("selector"))
    suspended = before.get("suspend") and not dig(old, "status", "startTime")
    if not suspended:
        errors += immutable("spec.template", fresh.get("template"), before.get("template"))
    for field in ("completionMode", "podFailurePolicy", "backoffLimitPerIndex", "successPolicy",
                  "managedBy"):  # fmt: skip
        errors += immutable(f"spec.{field}", fresh.get(field), before.get(field))
    return errors


def cron_job(obj: Object) -> Errors:
    """A CronJob's spec."""
    spec = obj.get("spec") or {}
    errors = job_spec("spec.jobTemplate.spec", dig(spec, "jobTemplate", "spec") or {})
    schedule = spec.get("schedule") or ""
    if not schedule:
        errors.append(required("spec.schedule"))
    else:
        errors += _schedule("spec.schedule", schedule)
    errors += not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    policies = ("Allow", "Forbid", "Replace")
    errors += one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), policies, must=True)
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        errors += not_negative(f"spec.{field}", spec.get(field))
    name = dig(obj, "metadata", "name") or ""
    if len(name) > 52:
        words = "must be no more than 52 characters"
        errors.append(invalid("metadata.name", name, words))
    return errors


_MACROS = frozenset(("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight",
                     "@hourly"))  # fmt: skip


def _schedule(path: str, text: str) -> Errors:
    if text in _MACROS or text.startswith("@every "):
        return []
    if text.startswith("@"):
        return [invalid(path, text, f"unrecognized descriptor: {text}")]
    parts = text.split()
    if len(parts) != 5:
        words = f"expected exactly 5 fields, found {len(parts)}: [{' '.join(parts)}]"
        return [invalid(path, text, words)]
    return []


# --- autoscaling and policy -------------------------------------------------------------------


def autoscaler(obj: Object) -> Errors:
    """A HorizontalPodAutoscaler's spec, of either version."""
    spec = obj.get("spec") or {}
    least, most = spec.get("minReplicas"), spec.get("maxReplicas") or 0
    errors = not_negative("spec.minReplicas", least)
    if least is not None and most < least:
        words = "must be greater than or equal to `minReplicas`"
        errors.append(invalid("spec.maxReplicas", most, words))
    errors += _scale_target(spec.get("scaleTargetRef") or {})
    for place, metric in enumerate(spec.get("metrics") or ()):
        errors += _metric(f"spec.metrics[{place}]", metric)
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
    errors: Errors = []
    for field in ("kind", "name"):
        text = target.get(field) or ""
        if not text:
            errors.append(required(f"{path}.{field}"))
        else:
            errors += form(f"{path}.{field}", text, formats.path_segment)
    version = target.get("apiVersion") or ""
    if version.count("/") > 1:
        words = f"unexpected GroupVersion string: {version}"
        errors.append(invalid(f"{path}.apiVersion", version, words))
    elif "/" not in version and target.get("kind") != "ReplicationController":
        words = "apiVersion must specify API group"
        errors.append(invalid(f"{path}.apiVersion", version, words))
    return errors


_METRICS = ("ContainerResource", "External", "Object", "Pods", "Resource")


def _metric(path: str, metric: Object) -> Errors:
    sort = metric.get("type") or ""
    if not sort:
        words = "must specify a metric source type"
        return [required(f"{path}.type", words), unsupported(f"{path}.type", "", _METRICS)]
    if sort not in _METRICS:
        return [unsupported(f"{path}.type", sort, _METRICS)]
    field = sort[0].lower() + sort[1:]
    if metric.get(field) is None:
        words = "must populate information for the given metric source"
        return [required(f"{path}.{field}", words)]
    return []


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
