"""What each metric of an autoscaler asks for, and how it is refused."""

from typing import Any, cast

import pytest

from podlab.engine.client.client import Client
from podlab.engine.controllers.podautoscaler.metrics import MetricRefused, Workload, propose
from podlab.engine.controllers.podautoscaler.replicacalculator import DEFAULT
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.objects.status import ApiError, not_found

Object = dict[str, Any]
NOW = 1000 * SECOND


class Metrics:
    """The metrics API: rows by Pod and container, or none at all."""

    def __init__(self, rows: dict[str, dict[str, Object]] | None) -> None:
        self._rows = rows

    def list(self, _resource: str, _namespace: str) -> list[Object]:
        if self._rows is None:
            raise not_found("pods", "", "metrics.k8s.io")
        return [
            {
                "metadata": {"name": pod},
                "timestamp": rfc3339(NOW),
                "window": "15s",
                "containers": [{"name": c, "usage": use} for c, use in containers.items()],
            }
            for pod, containers in self._rows.items()
        ]


def client(rows: dict[str, dict[str, Object]] | None) -> Client:
    return cast(Client, Metrics(rows))


def pod(name: str, **requests: str) -> Object:
    begun = rfc3339(NOW - 600 * SECOND)
    ready = {"type": "Ready", "status": "True", "lastTransitionTime": begun}
    rows = [{"name": c, "resources": {"requests": {"cpu": r}} if r else {}}
            for c, r in requests.items()]  # fmt: skip
    status = {"phase": "Running", "startTime": begun, "conditions": [ready]}
    return {"metadata": {"name": name}, "spec": {"containers": rows}, "status": status}


def workload(*pods: Object) -> Workload:
    return Workload("ns", len(pods), list(pods), DEFAULT, NOW)


def cpu(percent: int) -> Object:
    target = {"type": "Utilization", "averageUtilization": percent}
    return {"type": "Resource", "resource": {"name": "cpu", "target": target}}


def test_utilization_is_of_the_requests() -> None:
    found = propose(cpu(50), workload(pod("a", c="100m")), client({"a": {"c": {"cpu": "150m"}}}))
    assert (found.size, found.name) == (3, "cpu resource utilization (percentage of request)")
    current = {"averageValue": "150m", "averageUtilization": 150}
    assert found.row == {"type": "Resource", "resource": {"name": "cpu", "current": current}}


def test_an_average_value_needs_no_request() -> None:
    target = {"type": "AverageValue", "averageValue": "10Mi"}
    metric = {"type": "Resource", "resource": {"name": "memory", "target": target}}
    found = propose(metric, workload(pod("a", c="")), client({"a": {"c": {"memory": "25Mi"}}}))
    assert (found.size, found.name) == (3, "memory resource")


def test_one_container_of_each_pod() -> None:
    source = {"name": "cpu", "container": "c", "target": cpu(50)["resource"]["target"]}
    metric = {"type": "ContainerResource", "containerResource": source}
    rows = {"a": {"c": {"cpu": "100m"}, "d": {"cpu": "2"}}}
    found = propose(metric, workload(pod("a", c="100m", d="")), client(rows))
    assert found.size == 2
    assert found.row["containerResource"]["container"] == "c"


def refused(metric: Object, rows: dict[str, dict[str, Object]] | None, *pods: Object) -> Any:
    with pytest.raises(MetricRefused) as caught:
        propose(metric, workload(*pods), client(rows))
    return caught.value


def test_a_container_without_request_is_named() -> None:
    error = refused(cpu(50), {"a": {"c": {"cpu": "1m"}}}, pod("a", c=""))
    words = "failed to get cpu utilization: missing request for cpu in container c of Pod a"
    assert (error.reason, str(error)) == ("FailedGetResourceMetric", words)
    assert error.whole == f"failed to get cpu resource metric value: {words}"


def test_without_a_metrics_api() -> None:
    error = refused(cpu(50), None, pod("a", c="100m"))
    assert str(error) == (
        "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch "
        "metrics from resource metrics API: the server could not find the requested resource "
        "(get pods.metrics.k8s.io)"
    )
    assert isinstance(error.__cause__, ApiError | None)


@pytest.mark.parametrize("kind", ["Pods", "Object", "External"])
def test_no_adapter_serves_other_metrics(kind: str) -> None:
    source: Object = {"metric": {"name": "hits"}, "target": {"type": "Value", "value": "30"}}
    source["describedObject"] = {"apiVersion": "v1", "kind": "Service", "name": "x"}
    error = refused({"type": kind, kind.lower(): source}, {}, pod("a", c="100m"))
    assert error.reason == f"FailedGet{kind}Metric"
    assert error.whole.endswith(str(error))
    assert "unable to fetch metrics from " in str(error)


@pytest.mark.parametrize(
    ("usage", "shown"), [(["1Mi"], "1Mi"), (["1Mi", "1000000"], "1024288"), (["3", "4"], "3500m")]
)
def test_memory_is_told_in_thousandths_of_bytes(usage: list[str], shown: str) -> None:
    """recorded with 1.37.1"""
    target = {"type": "AverageValue", "averageValue": "10Mi"}
    metric = {"type": "Resource", "resource": {"name": "memory", "target": target}}
    rows = {str(place): {"c": {"memory": text}} for place, text in enumerate(usage)}
    found = propose(metric, workload(*(pod(name, c="") for name in rows)), client(rows))
    assert found.row["resource"]["current"] == {"averageValue": shown}
