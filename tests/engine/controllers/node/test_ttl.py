"""Nodes are told how long to keep what they read."""

import pytest

from podlab.engine.controllers.node.ttl import ANNOTATION, seconds_for
from tests.engine.controllers.fake_api import World


def test_a_new_node_is_annotated(world: World) -> None:
    """recorded: scenarios-extras/node-down"""
    body = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}, "spec": {}}
    world.create("nodes", body, "")
    world.run(1)
    assert world.get("nodes", "n", "")["metadata"]["annotations"] == {ANNOTATION: "0"}


@pytest.mark.parametrize(
    ("nodes", "seconds"), [(1, 0), (100, 0), (101, 15), (501, 30), (9999, 300)]
)
def test_the_more_nodes_the_longer(nodes: int, seconds: int) -> None:
    assert seconds_for(nodes) == seconds
