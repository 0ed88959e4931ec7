"""LoadBalancer services are told their addresses."""

from typing import Any

import pytest

from podlab.engine.controllers.context import ControllerConfig
from tests.engine.controllers.conftest import manage
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


@pytest.fixture
def door() -> World:
    made = World()
    pool = "192.168.1.240-192.168.1.241"
    manage(made, ControllerConfig(load_balancer_pool=pool))
    return made


def service(name: str, kind: str = "LoadBalancer") -> Object:
    spec = {"type": kind, "ports": [{"port": 80}], "clusterIP": "10.96.0.3"}
    metadata = {"name": name}
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def address(world: World, name: str) -> str | None:
    rows = world.get("services", name).get("status", {}).get("loadBalancer", {}).get("ingress")
    return rows[0]["ip"] if rows else None


def test_addresses_are_given_in_order_and_return_to_the_pool(door: World) -> None:
    for name in ("a", "b", "c"):
        door.create("services", service(name))
        door.run(1)
    assert [address(door, n) for n in "abc"] == ["192.168.1.240", "192.168.1.241", None]
    assert 'Assigned IP ["192.168.1.240"]' in door.told()
    assert 'Failed to allocate IP for "default/c": no available IPs' in door.told()
    door.delete("services", "a")
    door.create("services", service("d"))
    door.run(1)
    assert address(door, "d") == "192.168.1.240"


def test_other_services_get_none_and_changing_the_type_takes_it_back(door: World) -> None:
    door.create("services", service("plain", "ClusterIP"))
    door.create("services", service("a"))
    door.run(1)
    assert address(door, "plain") is None
    door.patch("services", "a", {"spec": {"type": "ClusterIP"}})
    door.run(1)
    assert address(door, "a") is None


def test_without_a_pool_it_stays_pending(world: World) -> None:
    world.create("services", service("a"))
    world.run(5)
    assert address(world, "a") is None
