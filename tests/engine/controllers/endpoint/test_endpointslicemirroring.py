"""Endpoints of services without a selector appear as slices."""

from typing import Any

import pytest

from tests.engine.controllers.conftest import manage
from tests.engine.controllers.fake_api import World

Object = dict[str, Any]

SLICES = "endpointslices.discovery.k8s.io"


@pytest.fixture
def mirror() -> World:
    made = World()
    manage(made)
    return made


def service(world: World, **spec: Any) -> None:
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "ext"},
            "spec": {"clusterIP": "10.96.0.9", "ports": [{"port": 80}], **spec}}  # fmt: skip
    world.create("services", body)


def endpoints(world: World, *addresses: str, waiting: tuple[str, ...] = (), **labels: str) -> None:
    subset = {"addresses": [{"ip": each} for each in addresses],
              "notReadyAddresses": [{"ip": each} for each in waiting],
              "ports": [{"name": "http", "port": 8080}]}  # fmt: skip
    body = {"apiVersion": "v1", "kind": "Endpoints", "subsets": [subset],
            "metadata": {"name": "ext", "labels": labels}}  # fmt: skip
    world.create("endpoints", body)


def slices(world: World) -> list[Object]:
    world.run(1)
    return list(world.store.list(SLICES))


@pytest.mark.parametrize("service_first", [True, False])
def test_addresses_are_mirrored_whichever_comes_first(mirror: World, service_first: bool) -> None:
    if service_first:
        service(mirror)
    endpoints(mirror, "192.0.2.5", waiting=("192.0.2.6",), tier="old")
    mirror.run(1)
    if not service_first:
        service(mirror)
    (found,) = slices(mirror)
    assert found["addressType"] == "IPv4"
    assert found["metadata"]["labels"] == {
        "tier": "old",
        "kubernetes.io/service-name": "ext",
        "endpointslice.kubernetes.io/managed-by": "endpointslicemirroring-controller.k8s.io",
    }
    assert found["metadata"]["ownerReferences"][0]["kind"] == "Endpoints"
    assert found["ports"] == [{"name": "http", "protocol": "TCP", "port": 8080}]
    rows = [(row["addresses"], row["conditions"]["ready"]) for row in found["endpoints"]]
    assert rows == [(["192.0.2.5"], True), (["192.0.2.6"], False)]


def test_changes_and_deletion_follow(mirror: World) -> None:
    service(mirror)
    endpoints(mirror, "192.0.2.5")
    (first,) = slices(mirror)
    changed = {"subsets": [{"addresses": [{"ip": "192.0.2.7"}],
                            "ports": [{"name": "http", "port": 8080}]}]}  # fmt: skip
    mirror.patch("endpoints", "ext", changed)
    (second,) = slices(mirror)
    assert second["metadata"]["name"] == first["metadata"]["name"]
    assert second["endpoints"][0]["addresses"] == ["192.0.2.7"]
    mirror.delete("endpoints", "ext")
    assert slices(mirror) == []


def test_families_have_slices_of_their_own(mirror: World) -> None:
    service(mirror)
    endpoints(mirror, "192.0.2.5", "2001:db8::1", "nonsense")
    assert sorted(each["addressType"] for each in slices(mirror)) == ["IPv4", "IPv6"]
    assert "Skipped 1 invalid IP addresses when mirroring to EndpointSlices" in mirror.told()


@pytest.mark.parametrize(
    ("spec", "labels"),
    [({"selector": {"app": "web"}}, {}), ({}, {"endpointslice.kubernetes.io/skip-mirror": "true"})],
)
def test_what_is_not_mirrored(mirror: World, spec: Object, labels: dict[str, str]) -> None:
    service(mirror, **spec)
    endpoints(mirror, "192.0.2.5", **labels)
    managers = [each["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"]
                for each in slices(mirror)]  # fmt: skip
    assert "endpointslicemirroring-controller.k8s.io" not in managers


def test_without_a_service_nothing_is_mirrored(mirror: World) -> None:
    endpoints(mirror, "192.0.2.5")
    assert slices(mirror) == []


def test_a_selector_that_comes_later_takes_the_mirror_away(mirror: World) -> None:
    service(mirror)
    endpoints(mirror, "192.0.2.5")
    assert len(slices(mirror)) == 1
    mirror.patch("services", "ext", {"spec": {"selector": {"app": "web"}}})
    managers = [each["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"]
                for each in slices(mirror)]  # fmt: skip
    assert managers == ["endpointslice-controller.k8s.io"]
