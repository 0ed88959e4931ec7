"""Each node gets its part of the Pod network, and gives it back."""

from typing import Any

from tests.engine.controllers.fake_api import World

Object = dict[str, Any]


def node(name: str, **spec: Any) -> Object:
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec}


def part(world: World, name: str) -> str:
    found: str = world.get("nodes", name, "")["spec"].get("podCIDR", "")
    return found


def test_parts_in_the_order_of_coming(world: World) -> None:
    for name in ("b", "a"):
        world.create("nodes", node(name), "")
        world.run(1)
    assert (part(world, "b"), part(world, "a")) == ("10.244.0.0/24", "10.244.1.0/24")
    assert world.get("nodes", "a", "")["spec"]["podCIDRs"] == ["10.244.1.0/24"]


def test_a_part_is_given_again_when_its_node_is_gone(world: World) -> None:
    for name in ("a", "b"):
        world.create("nodes", node(name), "")
        world.run(1)
    world.delete("nodes", "a", "")
    world.run(1)
    world.create("nodes", node("c"), "")
    world.run(1)
    assert part(world, "c") == "10.244.0.0/24"


def test_a_node_may_bring_its_own(world: World) -> None:
    own = {"podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"]}
    world.create("nodes", node("own", **own), "")
    world.create("nodes", node("other"), "")
    world.run(1)
    assert part(world, "own") == "10.244.0.0/24"
    assert part(world, "other") == "10.244.1.0/24"


def test_when_none_is_left_it_says_so(world: World) -> None:
    for number in range(257):
        world.create("nodes", node(f"n{number:03}"), "")
    world.run(2)
    assert part(world, "n255") == "10.244.255.0/24"
    assert part(world, "n256") == ""
    assert "Node n256 status is now: CIDRNotAvailable" in world.told()
