"""EndpointSlices and Endpoints follow services and their Pods."""

from typing import Any

import pytest

from podlab.engine.controllers.endpoint.serviceendpoints import (
    TRIGGER_TIME,
    triggered,
    with_address,
)
from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_replicas import replica_set

Object = dict[str, Any]
SLICES = "endpointslices.discovery.k8s.io"


def service(**spec: Any) -> Object:
    port = {"port": 80, "protocol": "TCP", "targetPort": 8080}
    base = {"selector": {"a": "b"}, "ports": [port], "clusterIP": "10.96.0.7"}
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "s"},
        "spec": {**base, **spec},
    }


@pytest.fixture
def served(world: World) -> World:
    world.create("services", service())
    world.create("replicasets.apps", replica_set(2))
    world.run(1)
    return world


def test_service_without_pods_has_an_empty_slice(world: World) -> None:
    """recorded: scenarios/network"""
    world.create("services", service())
    world.run(1)
    (found,) = world.list(SLICES)
    assert found["endpoints"] is None
    assert found["ports"] is None
    assert "subsets" not in world.get("endpoints", "s")


def test_ready_pods_appear_and_leave(served: World) -> None:
    first, second = served.list("pods")
    served.make_ready(first, address="10.244.0.2")
    served.make_ready(second, address="10.244.0.3")
    served.run(1)
    (found,) = served.list(SLICES)
    assert [e["addresses"] for e in found["endpoints"]] == [["10.244.0.2"], ["10.244.0.3"]]
    assert found["ports"] == [{"name": "", "protocol": "TCP", "port": 8080}]
    served.delete("pods", first["metadata"]["name"])
    served.run(1)
    (found,) = served.list(SLICES)
    assert found["endpoints"][0]["conditions"] == {
        "ready": False,
        "serving": True,
        "terminating": True,
    }
    subset = served.get("endpoints", "s")["subsets"][0]
    assert [row["ip"] for row in subset["addresses"]] == ["10.244.0.3"]


def test_ports_stand_in_the_order_of_their_hashes(world: World) -> None:
    """recorded with 1.37.1: the ports a and b of a Service, the other way round in its slice"""
    ports = [
        {"name": "a", "port": 80, "protocol": "TCP", "targetPort": 80},
        {"name": "b", "port": 81, "protocol": "TCP", "targetPort": 9999},
    ]
    world.create("services", service(ports=ports))
    world.create("replicasets.apps", replica_set(1))
    world.run(1)
    world.make_ready(world.list("pods")[0], address="10.244.0.2")
    world.run(1)
    (found,) = world.list(SLICES)
    assert [(port["name"], port["port"]) for port in found["ports"]] == [("b", 9999), ("a", 80)]


def test_more_than_a_hundred_endpoints_need_two_slices(world: World) -> None:
    world.create("services", service())
    world.create("replicasets.apps", replica_set(130))
    world.run(1)
    for number, pod in enumerate(world.list("pods")):
        world.make_ready(pod, address=f"10.244.0.{number}")
    world.run(1)
    assert sorted(len(s["endpoints"]) for s in world.list(SLICES)) == [30, 100]


def test_headless_service_is_labelled(world: World) -> None:
    world.create("services", service(clusterIP="None"))
    world.run(1)
    (found,) = world.list(SLICES)
    assert found["metadata"]["labels"]["service.kubernetes.io/headless"] == ""


def test_service_without_selector_is_left_alone(world: World) -> None:
    world.create("services", service(selector=None))
    world.run(1)
    assert world.list(SLICES) == []


def test_with_address_leaves_out_who_cannot_be_an_endpoint() -> None:
    served = {"status": {"phase": "Running", "podIP": "10.244.0.2"}}
    waiting = {"status": {"phase": "Pending"}}
    done = {"status": {"phase": "Succeeded", "podIP": "10.244.0.3"}}
    assert with_address([served, waiting, done]) == [served]


def test_the_trigger_time_counts_every_selected_pod(served: World) -> None:
    """Also of Pods without an address: the earliest change is the slice's."""
    pods = served.list("pods")
    for pod, second in zip(pods, ("05", "01"), strict=True):
        address = {"podIP": "10.244.0.2"} if second == "05" else {}
        time = f"2030-01-01T00:00:{second}Z"
        ready = {"type": "Ready", "status": "False", "lastTransitionTime": time}
        status = {"phase": "Running", **address, "conditions": [ready]}
        name = pod["metadata"]["name"]
        served.patch("pods", name, {"status": status}, "default", "status")
    served.run(2)
    (found,) = served.list(SLICES)
    assert len(found["endpoints"]) == 1
    assert found["metadata"]["annotations"][TRIGGER_TIME] == "2030-01-01T00:00:01Z"
    assert "annotations" not in triggered(found, "")["metadata"]


def addresses(world: World, name: str) -> list[str]:
    """The addresses in the slices of a service."""
    slices = [one for one in world.list(SLICES) if one["metadata"]["name"].startswith(f"{name}-")]
    return [row["addresses"][0] for one in slices for row in one["endpoints"] or ()]


def test_a_pod_that_is_relabelled_leaves_one_service_for_another(served: World) -> None:
    other = service(selector={"a": "b", "track": "canary"})
    served.create("services", {**other, "metadata": {"name": "canary"}})
    none = {**service(), "metadata": {"name": "by-hand"}}
    del none["spec"]["selector"]
    served.create("services", none)
    first, second = served.list("pods")
    served.make_ready(first, address="10.244.0.2")
    served.make_ready(second, address="10.244.0.3")
    served.run(1)
    assert addresses(served, "canary") == []
    name = second["metadata"]["name"]
    served.patch("pods", name, {"metadata": {"labels": {"track": "canary"}}})
    served.run(1)
    assert addresses(served, "canary") == ["10.244.0.3"]
    assert addresses(served, "s") == ["10.244.0.2", "10.244.0.3"]
    served.patch("pods", name, {"metadata": {"labels": {"a": "c"}}})
    served.run(1)
    assert addresses(served, "canary") == []
    assert addresses(served, "s") == ["10.244.0.2"]
