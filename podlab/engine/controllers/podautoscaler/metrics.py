"""What an autoscaler's metrics ask for: one size and one status row for each metric.

Here: Resource and ContainerResource metrics, read as PodMetrics of metrics.k8s.io; the refusals of
a cluster without the APIs of custom and external metrics.  Not here: the arithmetic over Pods
(``replicacalculator``), stabilization and limits (``scalingrules``), conditions and events.
"""

from typing import Any, NamedTuple

from podlab.engine.client.client import Client
from podlab.engine.controllers.podautoscaler.replicacalculator import (
    Measure,
    Sample,
    Tolerances,
    group,
    replicas,
)
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.meta import dig
from podlab.engine.objects.quantity import canonical, milli, value_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

METRICS = "pods.metrics.k8s.io"


class NoMetrics(Exception):
    """A metric cannot be had; ``str()`` is why."""


class MetricRefused(Exception):
    """A metric says nothing of the size: the condition's reason, why, and why in the whole."""

    def __init__(self, reason: str, words: str, whole: str) -> None:
        super().__init__(words)
        self.reason = reason
        self.whole = whole


class Proposal(NamedTuple):
    """The size that a metric asks for, what to call the metric, its row in the status."""

    size: int
    name: str
    row: Object


class Workload(NamedTuple):
    """What is measured: its size, its Pods, the tolerances of its autoscaler."""

    namespace: str
    current: int
    pods: list[Object]
    tolerances: Tolerances
    now: int


class _Resource(NamedTuple):
    """A resource of whole Pods (``container`` is "") or of one container in each."""

    name: str
    container: str
    target: Object


def propose(metric: Object, workload: Workload, client: Client) -> Proposal:
    """What one metric asks for."""
    kind = metric["type"]
    if kind == "Resource":
        return _resource(metric, "resource", workload, client)
    if kind == "ContainerResource":
        return _resource(metric, "containerResource", workload, client)
    return _no_adapter(metric, workload)


def _no_adapter(metric: Object, workload: Workload) -> Proposal:
    """No API server of custom or external metrics is in this cluster."""
    kind, key = metric["type"], metric["type"].lower()
    name = metric[key]["metric"]["name"]
    if kind == "External":
        words = (
            f"unable to get external metric {workload.namespace}/{name}/"
            f"{_selector(metric[key])}: unable to fetch metrics from external metrics API: the "
            f"server could not find the requested resource (get {name}.external.metrics.k8s.io)"
        )
        average = "averageValue" in metric[key]["target"]
        about = f"{name} external metric" if average else f"external metric {name}"
        whole = f"failed to get {name} external metric value: failed to get {about}: {words}"
        raise MetricRefused("FailedGetExternalMetric", words, whole)
    what = f"metric {name}"
    if kind == "Object":
        about = metric[key]["describedObject"]
        what += f" on {about['kind']} {workload.namespace}/{about['name']}"
    words = (
        f"unable to get {what}: unable to fetch metrics from custom metrics API: "
        "no custom metrics API (custom.metrics.k8s.io) registered"
    )
    reason = f"FailedGet{kind}Metric"
    raise MetricRefused(reason, words, f"failed to get {key} metric value: {words}")


def _selector(source: Object) -> str:
    labels = dig(source, "metric", "selector", "matchLabels")
    if not labels:
        return "nil"
    rows = " ".join(f"{key}: {value}," for key, value in sorted(labels.items()))
    return "&LabelSelector{MatchLabels:map[string]string{" + rows + "},MatchExpressions:[]}"


def _resource(metric: Object, key: str, workload: Workload, client: Client) -> Proposal:
    source = metric[key]
    resource = _Resource(source["name"], source.get("container", ""), source["target"])
    try:
        size, current = _measured(resource, workload, client)
    except NoMetrics as error:
        what = "usage" if "averageValue" in resource.target else "utilization"
        words = f"failed to get {resource.name} {what}: {error}"
        about = f"{resource.container or resource.name} "
        about += "container" if resource.container else "resource"
        reason = f"FailedGet{metric['type']}Metric"
        raise MetricRefused(reason, words, f"failed to get {about} metric value: {words}") from None
    head = {name: source[name] for name in ("name", "container") if name in source}
    row = {"type": metric["type"], key: {**head, "current": current}}
    return Proposal(size, _called(resource), row)


def _called(resource: _Resource) -> str:
    if "averageValue" in resource.target:
        return f"{resource.name} resource"
    kind = "container resource" if resource.container else "resource"
    return f"{resource.name} {kind} utilization (percentage of request)"


def _measured(resource: _Resource, workload: Workload, client: Client) -> tuple[int, Object]:
    samples = _samples(resource, workload, client)
    pods = workload.pods
    if not pods:
        raise NoMetrics("no pods returned by selector while calculating replica count")
    groups = group(pods, samples, resource.name, workload.now)
    left_out = {*groups.ignored, *groups.unready}
    used = {pod: row.value for pod, row in samples.items() if pod not in left_out}
    if not used:
        raise NoMetrics("did not receive metrics for targeted pods (pods might be unready)")
    current: Object = {"averageValue": _amount(resource.name, sum(used.values()), len(used))}
    target = resource.target
    if "averageValue" in target:
        count = milli if resource.name == "cpu" else value_of
        measure = _average(count(target["averageValue"]))
    else:
        requests = {pod["metadata"]["name"]: _requested(pod, resource) for pod in pods}
        measure = _utilization(requests, target["averageUtilization"])
        current["averageUtilization"] = _percent(used, requests)
    size = replicas(workload.current, groups, used, measure, workload.tolerances)
    return size, current


def _samples(resource: _Resource, workload: Workload, client: Client) -> dict[str, Sample]:
    """What the metrics API says of the workload's Pods."""
    words = f"unable to get metrics for resource {resource.name}: "
    try:
        rows = client.list(METRICS, workload.namespace)
    except ApiError as error:
        raise NoMetrics(
            f"{words}unable to fetch metrics from resource metrics API: the server "
            f"could not find the requested resource (get {METRICS})"
        ) from error
    names = {pod["metadata"]["name"] for pod in workload.pods}
    rows = [row for row in rows if row["metadata"]["name"] in names]
    if not rows:
        raise NoMetrics(f"{words}no metrics returned from resource metrics API")
    found = {row["metadata"]["name"]: _sample(row, resource, workload.now) for row in rows}
    return {name: sample for name, sample in found.items() if sample is not None}


def _sample(row: Object, resource: _Resource, now: int) -> Sample | None:
    """A Pod's use; None when a container that counts was not measured."""
    wanted = resource.container
    uses = [c["usage"] for c in row.get("containers") or () if wanted in ("", c["name"])]
    if not uses or any(resource.name not in use for use in uses):
        return None
    count = milli if resource.name == "cpu" else value_of
    stamp = row.get("timestamp")
    window = int(float(str(row.get("window", "0s")).rstrip("s") or 0) * SECOND)
    total = sum(count(use[resource.name]) for use in uses)
    return Sample(total, parse_rfc3339(stamp) if stamp else now, window)


def _utilization(requests: dict[str, int], target: int) -> Measure:
    """In percent of the requests."""
    return Measure(
        lambda used: _percent(used, requests) / target,
        lambda pod: requests[pod] * max(100, target) // 100,
    )


def _average(target: int) -> Measure:
    """In absolute figures."""
    return Measure(
        lambda used: sum(used.values()) // len(used) / max(target, 1), lambda pod: target
    )


def _percent(used: dict[str, int], requests: dict[str, int]) -> int:
    asked = sum(requests[pod] for pod in used if pod in requests)
    if asked == 0:
        raise NoMetrics("no metrics returned matched known pods")
    return sum(used.values()) * 100 // asked


def _amount(resource: str, total: int, pods: int) -> str:
    """The average in thousandths, as the API writes quantities; memory in powers of two."""
    if resource == "cpu":
        return canonical(f"{total // pods}m")
    whole, rest = divmod(total * 1000 // pods, 1000)
    if rest:
        return f"{whole * 1000 + rest}m"
    return canonical(f"{whole >> 10}Ki") if whole and not whole % 1024 else str(whole)


def _requested(pod: Object, resource: _Resource) -> int:
    """What a Pod's containers (the sidecars with them) ask for."""
    spec, total = pod["spec"], 0
    sidecars = [c for c in spec.get("initContainers") or () if c.get("restartPolicy") == "Always"]
    for container in [*(spec.get("containers") or ()), *sidecars]:
        if resource.container not in ("", container["name"]):
            continue
        text = dig(container, "resources", "requests", resource.name)
        if text is None:
            raise NoMetrics(
                f"missing request for {resource.name} in container {container['name']} of Pod "
                f"{pod['metadata']['name']}"
            )
        total += milli(text) if resource.name == "cpu" else value_of(text)
    return total
