"""Namespaces come with an account and a CA, and are emptied before they go."""

from tests.engine.controllers.fake_api import World
from tests.engine.controllers.test_replicas import bare_pod, replica_set


def test_every_namespace_gets_its_account_and_ca(world: World) -> None:
    assert world.find("serviceaccounts", "default") is not None
    assert world.find("configmaps", "kube-root-ca.crt") is not None
    world.delete("serviceaccounts", "default")
    world.run(1)
    assert world.find("serviceaccounts", "default") is not None


def test_deleted_namespace_goes_after_five_seconds(world: World) -> None:
    """recorded: scenarios/gc"""
    world.create("replicasets.apps", replica_set(2))
    world.run(1)
    world.delete("namespaces", "default", "")
    world.patch("namespaces", "default", {"status": {"phase": "Terminating"}}, "", "status")
    world.run(4)
    assert world.find("namespaces", "default", "") is not None
    world.run(4)
    assert world.find("namespaces", "default", "") is None
    left = world.list("pods") + world.list("configmaps")
    assert left == []


def test_what_a_finalizer_holds_is_told(world: World) -> None:
    held = bare_pod("held")
    held["metadata"]["finalizers"] = ["example.com/hold"]
    world.create("pods", held)
    world.delete("namespaces", "default", "")
    world.run(6)
    rows = world.get("namespaces", "default", "")["status"]["conditions"]
    words = {row["type"]: row["message"] for row in rows}
    assert words["NamespaceContentRemaining"] == (
        "Some resources are remaining: pods. has 1 resource instances"
    )
    assert words["NamespaceFinalizersRemaining"] == (
        "Some content in the namespace has finalizers remaining: "
        "example.com/hold in 1 resource instances"
    )
