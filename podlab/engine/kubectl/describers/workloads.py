"""``describe`` of deployments, replica sets, replication controllers, stateful and daemon sets,
jobs and cron jobs.

Here: their pages.  Not here: the Pod template (``containers``).
"""

from typing import Any

from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.containers import print_template, selector_text
from podlab.engine.kubectl.describers.writer import (
    Page,
    bool_text,
    controller_of,
    format_labels,
    go_bool,
    rfc1123,
)
from podlab.engine.kubectl.resources.owned import replica_sets
from podlab.engine.objects import labels
from podlab.engine.objects.durations import human_duration
from podlab.engine.objects.meta import dig

Object = dict[str, Any]


def _head(page: Page, obj: Object, *, created: bool = False) -> None:
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Namespace:\t{metadata.get('namespace', '')}")
    if created:
        page.line(f"CreationTimestamp:\t{rfc1123(metadata.get('creationTimestamp'))}")


def _notes(page: Page, obj: Object) -> None:
    page.pairs("Labels", obj["metadata"].get("labels"))
    page.annotations("Annotations", obj["metadata"].get("annotations"))


def _owner(page: Page, obj: Object) -> None:
    if owner := controller_of(obj):
        page.line(f"Controlled By:\t{owner}")


def _pod_counts(c: Context, obj: Object, selector: str) -> str:
    counts = dict.fromkeys(("Running", "Pending", "Succeeded", "Failed"), 0)
    uid = obj["metadata"].get("uid")
    for pod in c.client.list("pods", obj["metadata"]["namespace"], selector):
        owners = pod["metadata"].get("ownerReferences") or []
        if any(row.get("controller") and row.get("uid") == uid for row in owners):
            phase = dig(pod, "status", "phase", default="")
            counts[phase] = counts.get(phase, 0) + 1
    return (f"{counts['Running']} Running / {counts['Pending']} Waiting / "
            f"{counts['Succeeded']} Succeeded / {counts['Failed']} Failed")  # fmt: skip


def _conditions(page: Page, obj: Object) -> None:
    rows = dig(obj, "status", "conditions", default=[])
    if not rows:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tReason", 1)
    page.line("----\t------\t------", 1)
    for row in rows:
        page.line(f"{row['type']} \t{row['status']}\t{row.get('reason', '')}", 1)


def deployment(c: Context, page: Page, obj: Object) -> None:
    """A Deployment."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj, created=True)
    _notes(page, obj)
    page.line(f"Selector:\t{selector_text(spec.get('selector'))}")
    page.line(
        f"Replicas:\t{spec.get('replicas', 1)} desired | {status.get('updatedReplicas', 0)} updated"
        f" | {status.get('replicas', 0)} total | {status.get('availableReplicas', 0)} available | "
        f"{status.get('unavailableReplicas', 0)} unavailable"
    )
    strategy = spec.get("strategy") or {}
    page.line(f"StrategyType:\t{strategy.get('type', '')}")
    page.line(f"MinReadySeconds:\t{spec.get('minReadySeconds', 0)}")
    if rolling := strategy.get("rollingUpdate"):
        page.line(
            f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, "
            f"{rolling.get('maxSurge')} max surge"
        )
    print_template(page, spec.get("template") or {})
    _conditions(page, obj)
    old, new = replica_sets(c, obj)
    if old or new:
        page.line(f"OldReplicaSets:\t{_sets(old)}")
        page.line(f"NewReplicaSet:\t{_sets(new)}")


def _sets(rows: list[Object]) -> str:
    texts = [
        f"{row['metadata']['name']} ({dig(row, 'status', 'replicas', default=0)}/"
        f"{row['spec'].get('replicas', 0)} replicas created)"
        for row in rows
    ]
    return ", ".join(texts) or "<none>"


def replicaset(c: Context, page: Page, obj: Object) -> None:
    """A ReplicaSet."""
    selector = selector_text(obj["spec"].get("selector"))
    _replicas(c, page, obj, selector)


def replicationcontroller(c: Context, page: Page, obj: Object) -> None:
    """A ReplicationController."""
    _replicas(c, page, obj, format_labels(obj["spec"].get("selector")))


def _replicas(c: Context, page: Page, obj: Object, selector: str) -> None:
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    page.line(f"Selector:\t{selector}")
    _notes(page, obj)
    _owner(page, obj)
    page.line(f"Replicas:\t{status.get('replicas', 0)} current / {spec.get('replicas', 0)} desired")
    page.line(f"Pods Status:\t{_pod_counts(c, obj, selector)}")
    print_template(page, spec.get("template") or {})
    _conditions(page, obj)


def daemonset(c: Context, page: Page, obj: Object) -> None:
    """A DaemonSet."""
    spec, status = obj["spec"], obj.get("status") or {}
    selector = selector_text(spec.get("selector"))
    _head(page, obj)
    page.line(f"Selector:\t{selector}")
    template = spec.get("template") or {}
    page.line(f"Node-Selector:\t{format_labels(dig(template, 'spec', 'nodeSelector'))}")
    _notes(page, obj)
    for title, key in (
        ("Desired Number of Nodes Scheduled", "desiredNumberScheduled"),
        ("Current Number of Nodes Scheduled", "currentNumberScheduled"),
        ("Number of Nodes Scheduled with Up-to-date Pods", "updatedNumberScheduled"),
        ("Number of Nodes Scheduled with Available Pods", "numberAvailable"),
        ("Number of Nodes Misscheduled", "numberMisscheduled"),
    ):
        page.line(f"{title}: {status.get(key, 0)}")
    page.line(f"Pods Status:\t{_pod_counts(c, obj, selector)}")
    print_template(page, template)


def statefulset(c: Context, page: Page, obj: Object) -> None:
    """A StatefulSet."""
    spec, status = obj["spec"], obj.get("status") or {}
    selector = selector_text(spec.get("selector"))
    _head(page, obj, created=True)
    page.line(f"Selector:\t{selector}")
    _notes(page, obj)
    for title, key in (("Service Name", "serviceName"),
                       ("Pod Management Policy", "podManagementPolicy")):  # fmt: skip
        if spec.get(key):
            page.line(f"{title}:\t{spec[key]}")
    page.line(f"Replicas:\t{spec.get('replicas', 1)} desired | {status.get('replicas', 0)} total")
    strategy = spec.get("updateStrategy") or {}
    page.line(f"Update Strategy:\t{strategy.get('type', '')}")
    rolling = strategy.get("rollingUpdate") or {}
    if rolling.get("partition") is not None:
        page.line(f"Partition:\t{rolling['partition']}", 1)
        if rolling.get("maxUnavailable") is not None:
            page.line(f"MaxUnavailable:\t{rolling['maxUnavailable']}", 1)
    if policy := spec.get("persistentVolumeClaimRetentionPolicy"):
        page.line("Persistent Volume Claim Retention Policy:")
        page.line(f"WhenDeleted:\t{policy.get('whenDeleted')}", 1)
        page.line(f"WhenScaled:\t{policy.get('whenScaled')}", 1)
    page.line(f"Pods Status:\t{_pod_counts(c, obj, selector)}")
    print_template(page, spec.get("template") or {})
    _claims(page, spec.get("volumeClaimTemplates") or [])


def _claims(page: Page, rows: list[Object]) -> None:
    page.line("Volume Claims:" if rows else "Volume Claims:\t<none>")
    for row in rows:
        metadata, spec = row["metadata"], row.get("spec") or {}
        page.line(f"Name:\t{metadata.get('name', '')}", 1)
        page.line(f"StorageClass:\t{spec.get('storageClassName', '')}", 1)
        page.pairs("Labels", metadata.get("labels"), before="  ")
        page.pairs("Annotations", metadata.get("annotations"), before="  ")
        size = dig(spec, "resources", "requests", "storage", default="<default>")
        page.line(f"Capacity:\t{size}", 1)
        page.line(f"Access Modes:\t[{' '.join(spec.get('accessModes') or [])}]", 1)


def job(c: Context, page: Page, obj: Object) -> None:
    """A Job."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    page.line(f"Selector:\t{labels.to_text(labels.from_object(spec.get('selector')) or ())}")
    _notes(page, obj)
    _owner(page, obj)
    if spec.get("parallelism") is not None:
        page.line(f"Parallelism:\t{spec['parallelism']}")
    page.line(f"Completions:\t{spec.get('completions', '<unset>')}")
    if spec.get("completionMode"):
        page.line(f"Completion Mode:\t{spec['completionMode']}")
    if spec.get("suspend") is not None:
        page.line(f"Suspend:\t{go_bool(spec['suspend'])}")
    for title, key in (("Backoff Limit", "backoffLimit"),
                       ("TTL Seconds After Finished", "ttlSecondsAfterFinished")):  # fmt: skip
        if spec.get(key) is not None:
            page.line(f"{title}:\t{spec[key]}")
    _job_times(page, status)
    if spec.get("activeDeadlineSeconds") is not None:
        page.line(f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s")
    ready = f" ({status['ready']} Ready)" if status.get("ready") is not None else ""
    page.line(
        f"Pods Statuses:\t{status.get('active', 0)} Active{ready} / "
        f"{status.get('succeeded', 0)} Succeeded / {status.get('failed', 0)} Failed"
    )
    if spec.get("completionMode") == "Indexed":
        page.line(f"Completed Indexes:\t{_indexes(status.get('completedIndexes') or '')}")
    print_template(page, spec.get("template") or {})


def _indexes(text: str) -> str:
    if len(text) > 50:
        text = text[:50]
        text = text[: text.rfind(",") + 1] + "..." if "," in text else text
    return text or "<none>"


def _job_times(page: Page, status: Object) -> None:
    start, end = status.get("startTime"), status.get("completionTime")
    if start:
        page.line(f"Start Time:\t{rfc1123(start)}")
    if end:
        page.line(f"Completed At:\t{rfc1123(end)}")
    if start and end:
        page.line(
            f"Duration:\t{human_duration((parse_rfc3339(end) - parse_rfc3339(start)) // SECOND)}"
        )


def cronjob(c: Context, page: Page, obj: Object) -> None:
    """A CronJob."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    _notes(page, obj)
    page.line(f"Schedule:\t{spec.get('schedule', '')}")
    page.line(f"Concurrency Policy:\t{spec.get('concurrencyPolicy', '')}")
    suspend = spec.get("suspend")
    page.line(f"Suspend:\t{'<unset>' if suspend is None else bool_text(suspend)}")
    page.line(f"Time Zone:\t{spec.get('timeZone', '<unset>')}")
    for title, key in (("Successful Job History Limit", "successfulJobsHistoryLimit"),
                       ("Failed Job History Limit", "failedJobsHistoryLimit")):  # fmt: skip
        page.line(f"{title}:\t{spec.get(key, '<unset>')}")
    deadline = spec.get("startingDeadlineSeconds")
    page.line(f"Starting Deadline Seconds:\t{'<unset>' if deadline is None else f'{deadline}s'}")
    _job_template(page, dig(spec, "jobTemplate", "spec", default={}))
    last = status.get("lastScheduleTime")
    page.line(f"Last Schedule Time:\t{rfc1123(last) if last else '<unset>'}")
    names = ", ".join(row.get("name", "") for row in status.get("active") or [])
    page.line(f"Active Jobs:\t{names or '<none>'}")


def _job_template(page: Page, spec: Object) -> None:
    selector = spec.get("selector")
    page.line(f"Selector:\t{selector_text(selector) if selector else '<unset>'}")
    page.line(f"Parallelism:\t{spec.get('parallelism', '<unset>')}")
    page.line(f"Completions:\t{spec.get('completions', '<unset>')}")
    if spec.get("activeDeadlineSeconds") is not None:
        page.line(f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s")
    print_template(page, spec.get("template") or {})
