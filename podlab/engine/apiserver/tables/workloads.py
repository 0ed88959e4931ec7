"""Table rows of what runs Pods: deployments, replica sets, jobs and their kin."""

from podlab.engine.apiserver.tables.cells import (
    NONE,
    UNSET,
    Cell,
    Object,
    age,
    containers,
    has_condition,
    labels_text,
    selector_text,
    since,
)
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.durations import human_duration
from podlab.engine.objects.meta import controller_of, dig


def _template(obj: Object) -> Object:
    return dict(dig(obj, "spec", "template", "spec", default={}))


def deployment(obj: Object, now: int) -> list[Cell]:
    """READY, UP-TO-DATE, AVAILABLE, AGE and the wide ones."""
    spec, status = obj["spec"], obj.get("status") or {}
    selector = selector_text(spec.get("selector"))
    return [
        obj["metadata"]["name"],
        f"{status.get('readyReplicas', 0)}/{spec.get('replicas', 0)}",
        status.get("updatedReplicas", 0),
        status.get("availableReplicas", 0),
        age(obj, now),
        *containers(_template(obj)),
        "" if selector == NONE else selector,
    ]


def replica_set(obj: Object, now: int) -> list[Cell]:
    """DESIRED, CURRENT, READY, AGE and the wide ones."""
    return [*_replicas(obj, now), selector_text(obj["spec"].get("selector"))]


def replication_controller(obj: Object, now: int) -> list[Cell]:
    """DESIRED, CURRENT, READY, AGE and the wide ones."""
    return [*_replicas(obj, now), labels_text(obj["spec"].get("selector"))]


def _replicas(obj: Object, now: int) -> list[Cell]:
    status = obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        obj["spec"].get("replicas", 0),
        status.get("replicas", 0),
        status.get("readyReplicas", 0),
        age(obj, now),
        *containers(_template(obj)),
    ]


def stateful_set(obj: Object, now: int) -> list[Cell]:
    """READY, AGE and the wide ones."""
    ready = dig(obj, "status", "readyReplicas", default=0)
    return [
        obj["metadata"]["name"],
        f"{ready}/{obj['spec'].get('replicas', 0)}",
        age(obj, now),
        *containers(_template(obj)),
    ]


def daemon_set(obj: Object, now: int) -> list[Cell]:
    """The counts of nodes, NODE SELECTOR, AGE and the wide ones."""
    status = obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        status.get("desiredNumberScheduled", 0),
        status.get("currentNumberScheduled", 0),
        status.get("numberReady", 0),
        status.get("updatedNumberScheduled", 0),
        status.get("numberAvailable", 0),
        labels_text(_template(obj).get("nodeSelector")),
        age(obj, now),
        *containers(_template(obj)),
        selector_text(obj["spec"].get("selector")),
    ]


_JOB_WORDS = (
    ("Complete", "Complete"),
    ("Failed", "Failed"),
    ("", "Terminating"),
    ("Suspended", "Suspended"),
    ("FailureTarget", "FailureTarget"),
    ("SuccessCriteriaMet", "SuccessCriteriaMet"),
)


def job(obj: Object, now: int) -> list[Cell]:
    """STATUS, COMPLETIONS, DURATION, AGE and the wide ones."""
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        obj["metadata"]["name"],
        _job_word(obj),
        _completions(spec, status.get("succeeded", 0)),
        _job_duration(status, now),
        age(obj, now),
        *containers(_template(obj)),
        selector_text(spec.get("selector")),
    ]


def _job_word(obj: Object) -> str:
    for condition, word in _JOB_WORDS:
        if has_condition(obj, condition) if condition else "deletionTimestamp" in obj["metadata"]:
            return word
    return "Running"


def _completions(spec: Object, succeeded: int) -> str:
    if spec.get("completions") is not None:
        return f"{succeeded}/{spec['completions']}"
    parallel = spec.get("parallelism") or 0
    return f"{succeeded}/1 of {parallel}" if parallel > 1 else f"{succeeded}/1"


def _job_duration(status: Object, now: int) -> str:
    if not status.get("startTime"):
        return ""
    start = parse_rfc3339(status["startTime"])
    end = parse_rfc3339(status["completionTime"]) if status.get("completionTime") else now
    return human_duration((end - start) // SECOND)


def cron_job(obj: Object, now: int) -> list[Cell]:
    """SCHEDULE, TIMEZONE, SUSPEND, ACTIVE, LAST SCHEDULE, AGE and the wide ones."""
    spec, status = obj["spec"], obj.get("status") or {}
    last = status.get("lastScheduleTime")
    job_spec = dig(spec, "jobTemplate", "spec", default={})
    suspend = spec.get("suspend")
    return [
        obj["metadata"]["name"],
        spec.get("schedule", ""),
        spec.get("timeZone") or NONE,
        UNSET if suspend is None else ("True" if suspend else "False"),
        len(status.get("active") or ()),
        since(last, now) if last else NONE,
        age(obj, now),
        *containers(dig(job_spec, "template", "spec", default={})),
        selector_text(job_spec.get("selector")),
    ]


def controller_revision(obj: Object, now: int) -> list[Cell]:
    """CONTROLLER, REVISION, AGE."""
    owner = controller_of(obj)
    controller = NONE
    if owner:
        group = owner["apiVersion"].rpartition("/")[0]
        kind = f"{owner['kind']}.{group}" if group else owner["kind"]
        controller = f"{kind.lower()}/{owner['name']}"
    return [obj["metadata"]["name"], controller, obj.get("revision", 0), age(obj, now)]


def pod_template(obj: Object, _now: int) -> list[Cell]:
    """CONTAINERS, IMAGES, POD LABELS."""
    template = obj.get("template") or {}
    pod_labels = dig(template, "metadata", "labels")
    return [
        obj["metadata"]["name"],
        *containers(template.get("spec") or {}),
        labels_text(pod_labels),
    ]


def disruption_budget(obj: Object, now: int) -> list[Cell]:
    """MIN AVAILABLE, MAX UNAVAILABLE, ALLOWED DISRUPTIONS, AGE."""
    spec = obj.get("spec") or {}
    return [
        obj["metadata"]["name"],
        str(spec.get("minAvailable", "N/A")),
        str(spec.get("maxUnavailable", "N/A")),
        dig(obj, "status", "disruptionsAllowed", default=0),
        age(obj, now),
    ]
