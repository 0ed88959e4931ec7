"""Rules of workloads: the kinds of apps, and ReplicationControllers.

Not here: Pod templates' own rules (``pod``), Jobs (``batch``).
"""

from podlab.engine.objects import formats, labels
from podlab.engine.objects.fielderror import forbidden, invalid, required, unsupported
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


def stateful_set_update(new: Object, old: Object) -> Errors:
    """A StatefulSet keeps its selector, claims, Service and order."""
    fresh, before = new.get("spec") or {}, old.get("spec") or {}
    errors = stateful_set(new)
    for field in ("selector", "volumeClaimTemplates", "serviceName", "podManagementPolicy"):
        errors += immutable(f"spec.{field}", fresh.get(field), before.get(field))
    return errors
