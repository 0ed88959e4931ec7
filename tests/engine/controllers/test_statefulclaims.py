"""Claims of StatefulSets go with the set, with a Pod that went, or stay, as the policy says."""

from typing import Any

import pytest

from podlab.engine.objects.meta import owner_reference
from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_statefulset import names, settle, stateful_set

Object = dict[str, Any]
CLAIMS = "persistentvolumeclaims"


def start(world: World, scaled: str, deleted: str) -> None:
    template = {"metadata": {"name": "d"}, "spec": {"accessModes": ["ReadWriteOnce"]}}
    policy = {"whenScaled": scaled, "whenDeleted": deleted}
    body = stateful_set(
        2, volumeClaimTemplates=[template], persistentVolumeClaimRetentionPolicy=policy
    )
    world.create("statefulsets.apps", body)
    settle(world, 4)


def owners(world: World, name: str) -> list[tuple[str, str]]:
    rows = world.get(CLAIMS, name)["metadata"].get("ownerReferences") or []
    return [(row["kind"], row["name"]) for row in rows]


def shrink(world: World) -> None:
    world.patch("statefulsets.apps", "web", {"spec": {"replicas": 1}})
    world.run(1)


@pytest.mark.parametrize(
    ("scaled", "deleted", "before", "after"),
    [
        ("Retain", "Retain", [], []),
        ("Retain", "Delete", [("StatefulSet", "web")], [("StatefulSet", "web")]),
        ("Delete", "Retain", [], [("Pod", "web-1")]),
        ("Delete", "Delete", [("StatefulSet", "web")], [("Pod", "web-1")]),
    ],
)
def test_who_a_claim_goes_with(
    world: World,
    scaled: str,
    deleted: str,
    before: list[tuple[str, str]],
    after: list[tuple[str, str]],
) -> None:
    start(world, scaled, deleted)
    assert owners(world, "d-web-1") == before
    shrink(world)
    assert owners(world, "d-web-1") == after
    assert owners(world, "d-web-0") == before


def test_a_pod_waits_for_claims_that_are_about_to_go(world: World) -> None:
    start(world, "Delete", "Retain")
    world.patch(CLAIMS, "d-web-1", {"metadata": {"finalizers": ["example.com/hold"]}})
    shrink(world)
    settle(world, 2)
    world.patch("statefulsets.apps", "web", {"spec": {"replicas": 2}})
    settle(world, 3)
    assert names(world) == ["web-0"]


def test_another_controllers_claim_is_left_alone(world: World) -> None:
    start(world, "Retain", "Retain")
    made = world.create(
        "configmaps", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}}
    )
    other = {**owner_reference(made), "controller": True}
    world.patch(CLAIMS, "d-web-1", {"metadata": {"ownerReferences": [other]}})
    policy = {"whenScaled": "Delete", "whenDeleted": "Delete"}
    change = {"spec": {"persistentVolumeClaimRetentionPolicy": policy}}
    world.patch("statefulsets.apps", "web", change)
    world.run(1)
    assert owners(world, "d-web-1") == [("ConfigMap", "x")]
    assert owners(world, "d-web-0") == [("StatefulSet", "web")]
