"""The scheduler places, refuses, waits and preempts; told in Kubernetes' words."""

from typing import Any

import pytest

from podlab.engine.scheduler.decisions import KEEP
from podlab.engine.scheduler.scheduler import Scheduler, SchedulerState
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


class Place(World):
    """A world with a scheduler."""

    def __init__(self) -> None:
        super().__init__()
        self.state = SchedulerState()
        self.scheduler = self.rebuild()
        namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
        self.create("namespaces", namespace, "")
        self.scheduler.start()

    def rebuild(self) -> Scheduler:
        return Scheduler(self.state, self.sim, self.store, self.verbs)

    def node(self, name: str, cpu: str = "2", **labels: str) -> Object:
        allocatable = {"cpu": cpu, "memory": "4Gi", "pods": "110"}
        metadata = {"name": name, "labels": {"kubernetes.io/hostname": name, **labels}}
        body = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": metadata,
            "spec": {},
            "status": {"allocatable": allocatable, "capacity": allocatable},
        }
        return self.create("nodes", body, "")

    def pod(self, name: str, cpu: str = "100m", **spec: Any) -> Object:
        resources = {"requests": {"cpu": cpu}}
        containers = [{"name": "c", "image": "nginx", "resources": resources}]
        metadata = {"name": name, "labels": {"app": name.rstrip("0123456789")}}
        body = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": metadata,
            "spec": {"containers": containers, **spec},
        }
        return self.create("pods", body)

    def where(self, name: str) -> str | None:
        found: str | None = self.get("pods", name)["spec"].get("nodeName")
        return found

    def why(self, name: str) -> str:
        rows = self.get("pods", name)["status"]["conditions"]
        return next(str(row["message"]) for row in rows if row["type"] == "PodScheduled")


@pytest.fixture
def place() -> Place:
    return Place()


def test_pod_is_bound_and_told(place: Place) -> None:
    place.node("n1")
    place.pod("web")
    place.run(1)
    assert place.where("web") == "n1"
    assert place.told() == ["Successfully assigned default/web to n1"]


def test_emptier_node_is_better(place: Place) -> None:
    place.node("n1")
    place.node("n2")
    place.pod("big", "1500m", nodeSelector={"kubernetes.io/hostname": "n1"})
    place.run(1)
    place.pod("small")
    place.run(1)
    assert place.where("small") == "n2"


def test_no_nodes_at_all(place: Place) -> None:
    place.pod("web")
    place.run(1)
    assert place.why("web") == "no nodes available to schedule pods"


def test_refusal_counts_reasons_in_order(place: Place) -> None:
    place.node("n1", cpu="1")
    place.node("n2", cpu="1")
    place.node("n3", cpu="8", disk="hdd")
    place.patch("nodes", "n2", {"spec": {"unschedulable": True}}, "")
    place.run(1)
    place.pod("big", "3", nodeSelector={"kubernetes.io/hostname": "n1"})
    place.run(1)
    assert place.why("big") == (
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node "
        "affinity/selector, 1 node(s) were unschedulable. preemption: 0/3 nodes are available: "
        "3 Preemption is not helpful for scheduling."
    )


def test_refused_pod_goes_where_room_appears(place: Place) -> None:
    place.node("n1", cpu="1")
    place.pod("web", "2")
    place.run(1)
    assert place.where("web") is None
    place.node("n2", cpu="4")
    place.run(3)
    assert place.where("web") == "n2"


def test_change_that_cannot_help_is_no_new_attempt(place: Place) -> None:
    place.node("n1", cpu="1")
    place.pod("web", "2")
    place.run(1)
    place.patch("nodes", "n1", {"metadata": {"labels": {"x": "y"}}}, "")
    place.run(30)
    (event,) = place.list("events")
    assert event["count"] == 1


def test_gated_pod_waits_for_its_gates(place: Place) -> None:
    place.node("n1")
    place.pod("web", schedulingGates=[{"name": "example.com/hold"}])
    place.run(1)
    assert place.where("web") is None
    place.patch("pods", "web", {"spec": {"schedulingGates": None}})
    place.run(1)
    assert place.where("web") == "n1"


def test_other_schedulers_pods_are_left_alone(place: Place) -> None:
    place.node("n1")
    place.pod("web", schedulerName="mine")
    place.run(1)
    assert place.where("web") is None


def test_more_important_pod_takes_the_place_of_a_lesser(place: Place) -> None:
    place.node("n1", cpu="1")
    place.pod("low", "800m", priority=1)
    place.run(1)
    place.pod("high", "800m", priority=100)
    place.run(1)
    victim = place.get("pods", "low")
    assert "deletionTimestamp" in victim["metadata"]
    target = next(r for r in victim["status"]["conditions"] if r["type"] == "DisruptionTarget")
    assert target["message"] == (
        "default-scheduler: preempting to accommodate a higher priority pod"
    )
    assert place.get("pods", "high")["status"]["nominatedNodeName"] == "n1"
    assert place.why("high").endswith(
        "preemption: found a potential placement for pod on node n1, preempting 1 victims"
    )
    place.delete("pods", "low", gracePeriodSeconds=0)
    place.run(3)
    assert place.where("high") == "n1"


def test_policy_never_preempts(place: Place) -> None:
    place.node("n1", cpu="1")
    place.pod("low", "800m", priority=1)
    place.run(1)
    place.pod("high", "800m", priority=100, preemptionPolicy="Never")
    place.run(1)
    assert "deletionTimestamp" not in place.get("pods", "low")["metadata"]
    assert "not eligible due to preemptionPolicy=Never." in place.why("high")


def test_missing_claim_is_named(place: Place) -> None:
    place.node("n1")
    volume = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}
    place.pod("web", volumes=[volume])
    place.run(1)
    assert place.why("web") == (
        '0/1 nodes are available: persistentvolumeclaim "data" not found. not found'
    )


def test_each_decision_is_kept_as_a_table(place: Place) -> None:
    place.node("n1")
    place.node("n2")
    place.patch("nodes", "n2", {"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}}, "")
    place.run(1)
    place.pod("web")
    place.run(1)
    row = place.scheduler.decisions.of("default", "web")
    assert row is not None
    assert row["node"] == "n1"
    assert row["filters"] == {
        "n2": {"plugin": "TaintToleration", "reasons": ["node(s) had untolerated taint(s)"]}
    }
    for number in range(KEEP):
        place.pod(f"p{number}", "1m")
    place.run(5)
    assert place.scheduler.decisions.of("default", "web") is None


def test_rebuilt_scheduler_goes_on_as_before(place: Place) -> None:
    place.node("n1", cpu="1")
    for number in range(3):
        place.pod(f"web{number}", "400m")
    place.sim.run_until(place.sim.now + 6_000)
    before = [place.where(f"web{number}") for number in range(3)]
    place.store._listeners.clear()
    place.scheduler = place.rebuild()
    place.run(2)
    assert before.count("n1") < 3
    assert [place.where(f"web{number}") for number in range(3)] == ["n1", "n1", None]
