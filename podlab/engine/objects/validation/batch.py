"""Rules of Jobs and CronJobs.

Not here: their Pod templates (``pod``).
"""

from podlab.engine.objects import cronformat
from podlab.engine.objects.fielderror import FieldError, invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation.checks import (
    Errors,
    Object,
    immutable,
    not_negative,
    one_of,
)
from podlab.engine.objects.validation.pod import template


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
    modes = ("NonIndexed", "Indexed")
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
    errors += _completions(fresh, before)
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
    schedule = spec.get("schedule") or ""
    errors = _schedule("spec.schedule", schedule) if schedule else []
    errors += not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    errors += _time_zone("spec.timeZone", spec.get("timeZone"))
    policies = ("Allow", "Forbid", "Replace")
    errors += one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), policies, must=True)
    errors += job_spec("spec.jobTemplate.spec", dig(spec, "jobTemplate", "spec") or {})
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        errors += not_negative(f"spec.{field}", spec.get(field))
    if not schedule:  # what the type's own declaration asks for is told last
        errors.append(required("spec.schedule"))
    name = dig(obj, "metadata", "name") or ""
    if len(name) > 52:
        words = "must be no more than 52 characters"
        errors.append(invalid("metadata.name", name, words))
    return errors


def _schedule(path: str, text: str) -> Errors:
    words = cronformat.refusal(text)
    errors = [invalid(path, text, words)] if words else []
    if "TZ" in text:
        words = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        errors.append(invalid(path, text, words))
    return errors


def _time_zone(path: str, name: str | None) -> Errors:
    if name is None:
        return []
    if not name:
        return [invalid(path, name, "timeZone must be nil or non-empty string")]
    if name.lower() == "local":
        words = (
            "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        )
        return [invalid(path, name, words)]
    if not cronformat.is_zone(name):
        return [invalid(path, name, f"unknown time zone {name}")]
    return []


def _completions(new: Object, old: Object) -> Errors:
    """Only an Indexed Job's completions may change, and only together with its parallelism."""
    now, was = new.get("completions"), old.get("completions")
    if new.get("completionMode") != "Indexed":
        return immutable("spec.completions", now, was)
    if now is None or now in (was, new.get("parallelism")):
        return []
    words = "can only be modified in tandem with spec.parallelism"
    return [invalid("spec.completions", now, words)]
