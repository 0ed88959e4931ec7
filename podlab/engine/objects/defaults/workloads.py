"""Defaults of apps, batch and autoscaling.

Recorded: corpus dry runs.
"""

from podlab.engine.objects.defaults.core import claim
from podlab.engine.objects.defaults.fill import Object, at, at_path, each, fill
from podlab.engine.objects.defaults.pod import template

MAX_INT32 = 2**31 - 1


def deployment(obj: Object) -> Object:
    """A Deployment: one replica, rolling by quarters."""
    return at(obj, "spec", _deployment_spec)


def _deployment_spec(spec: Object) -> Object:
    spec = fill(spec, replicas=1, revisionHistoryLimit=10, progressDeadlineSeconds=600)
    strategy = fill(spec.get("strategy") or {}, type="RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = fill(strategy.get("rollingUpdate") or {}, maxUnavailable="25%", maxSurge="25%")
        if rolling is not strategy.get("rollingUpdate"):
            strategy = {**strategy, "rollingUpdate": rolling}
    if strategy is not spec.get("strategy"):
        spec = {**spec, "strategy": strategy}
    return at(spec, "template", template)


def replica_set(obj: Object) -> Object:
    """A ReplicaSet: one replica."""
    return at(obj, "spec", lambda spec: at(fill(spec, replicas=1), "template", template))


def daemon_set(obj: Object) -> Object:
    """A DaemonSet: rolling one by one."""
    return at(obj, "spec", _daemon_spec)


def _daemon_spec(spec: Object) -> Object:
    strategy = fill(spec.get("updateStrategy") or {}, type="RollingUpdate")
    if strategy["type"] == "RollingUpdate":
        rolling = fill(strategy.get("rollingUpdate") or {}, maxUnavailable=1, maxSurge=0)
        if rolling is not strategy.get("rollingUpdate"):
            strategy = {**strategy, "rollingUpdate": rolling}
    if strategy is not spec.get("updateStrategy"):
        spec = {**spec, "updateStrategy": strategy}
    return at(fill(spec, revisionHistoryLimit=10), "template", template)


def stateful_set(obj: Object) -> Object:
    """A StatefulSet: in order, volumes kept."""
    return at(obj, "spec", _stateful_spec)


def _stateful_spec(spec: Object) -> Object:
    spec = fill(spec, replicas=1, revisionHistoryLimit=10, podManagementPolicy="OrderedReady")
    strategy = spec.get("updateStrategy") or {}
    if not strategy.get("type"):
        strategy = {"rollingUpdate": {}, **strategy, "type": "RollingUpdate"}
    if strategy["type"] == "RollingUpdate" and strategy.get("rollingUpdate") is not None:
        strategy = at(strategy, "rollingUpdate", _partition)
    if strategy is not spec.get("updateStrategy"):
        spec = {**spec, "updateStrategy": strategy}
    kept = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    full = fill(kept, whenDeleted="Retain", whenScaled="Retain")
    if full is not kept:
        spec = {**spec, "persistentVolumeClaimRetentionPolicy": full}
    spec = each(spec, "volumeClaimTemplates", _claim_template)
    return at(spec, "template", template)


def _claim_template(obj: Object) -> Object:
    return claim(fill(obj, apiVersion="v1", kind="PersistentVolumeClaim"))


def _partition(rolling: Object) -> Object:
    return fill(rolling, partition=0, maxUnavailable=1)


def job(obj: Object) -> Object:
    """A Job: one completion, six retries; labels from its template."""
    obj = at(obj, "spec", _job_spec)
    found = (obj.get("spec") or {}).get("template") or {}
    labels = (found.get("metadata") or {}).get("labels")
    if labels and not obj["metadata"].get("labels"):
        obj = {**obj, "metadata": {**obj["metadata"], "labels": labels}}
    return obj


def _job_spec(spec: Object) -> Object:
    spec = _job_template_spec(spec)
    if spec.get("completions") is None and spec.get("parallelism") is None:
        spec = {**spec, "completions": 1, "parallelism": 1}
    indexed = spec.get("backoffLimitPerIndex") is not None
    replacement = "Failed" if spec.get("podFailurePolicy") else "TerminatingOrFailed"
    return fill(
        spec,
        parallelism=1,
        backoffLimit=MAX_INT32 if indexed else 6,
        completionMode="NonIndexed",
        suspend=False,
        podReplacementPolicy=replacement,
        manualSelector=False,
    )


def _job_template_spec(spec: Object) -> Object:
    spec = at(spec, "podFailurePolicy", lambda found: each(found, "rules", _failure_rule))
    return at(spec, "template", template)


def _failure_rule(rule: Object) -> Object:
    return each(rule, "onPodConditions", lambda pattern: fill(pattern, status="True"))


def cron_job(obj: Object) -> Object:
    """A CronJob: overlapping runs allowed, three successes and one failure kept."""
    obj = at(obj, "spec", _cron_spec)
    return at_path(obj, ("spec", "jobTemplate", "spec"), _job_template_spec)


def _cron_spec(spec: Object) -> Object:
    return fill(
        spec,
        concurrencyPolicy="Allow",
        suspend=False,
        successfulJobsHistoryLimit=3,
        failedJobsHistoryLimit=1,
    )


def autoscaler_v1(obj: Object) -> Object:
    """A HorizontalPodAutoscaler v1: at least one replica."""
    return at(obj, "spec", lambda spec: fill(spec, minReplicas=1))


def autoscaler(obj: Object) -> Object:
    """A HorizontalPodAutoscaler v2: 80 % CPU, rules for scaling up and down."""
    return at(obj, "spec", _autoscaler_spec)


def _autoscaler_spec(spec: Object) -> Object:
    spec = fill(spec, minReplicas=1)
    if not spec.get("metrics"):
        target = {"type": "Utilization", "averageUtilization": 80}
        metric = {"type": "Resource", "resource": {"name": "cpu", "target": target}}
        spec = {**spec, "metrics": [metric]}
    return at(spec, "behavior", _behavior)


def _behavior(behavior: Object) -> Object:
    up_policies = [
        {"type": "Pods", "value": 4, "periodSeconds": 15},
        {"type": "Percent", "value": 100, "periodSeconds": 15},
    ]
    down_policies = [{"type": "Percent", "value": 100, "periodSeconds": 15}]
    up = fill(
        behavior.get("scaleUp") or {},
        stabilizationWindowSeconds=0,
        selectPolicy="Max",
        policies=up_policies,
    )
    down = fill(behavior.get("scaleDown") or {}, selectPolicy="Max", policies=down_policies)
    if up is behavior.get("scaleUp") and down is behavior.get("scaleDown"):
        return behavior
    return {**behavior, "scaleUp": up, "scaleDown": down}
