"""Addresses and node ports of Services are reserved by what is stored, by nothing else."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, Object


def service(name: str, **spec: object) -> Object:
    body = {"ports": [{"port": 80}], "selector": {"app": "web"}, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


def taken(api: ApiServer) -> tuple[set[str], set[int]]:
    return set(api.world.state.addresses), set(api.world.state.node_ports)


def test_a_service_holds_its_address_and_port_until_it_is_deleted(api: ApiServer) -> None:
    made = api.verbs.create(ADMIN, "services", "default", service("web", type="NodePort"))
    assert taken(api) == ({made["spec"]["clusterIP"]}, {made["spec"]["ports"][0]["nodePort"]})
    api.verbs.delete(ADMIN, "services", "default", "web")
    assert taken(api) == (set(), set())


def test_a_service_that_is_refused_holds_nothing(api: ApiServer) -> None:
    api.world.state.options.most_objects = api.world.store.size()
    with pytest.raises(ApiError, match="database space exceeded"):
        api.verbs.create(ADMIN, "services", "default", service("web", type="NodePort"))
    assert taken(api) == (set(), set())


def test_a_service_of_a_taken_name_holds_nothing(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "services", "default", service("web"))
    before = taken(api)
    with pytest.raises(ApiError, match="already exists"):
        api.verbs.create(ADMIN, "services", "default", service("web", type="NodePort"))
    assert taken(api) == before


def test_a_change_that_is_refused_takes_and_gives_back_nothing(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "services", "default", service("web", type="NodePort"))
    before = taken(api)
    bad = {"spec": {"type": "ExternalName", "externalName": "not a name"}}
    with pytest.raises(ApiError, match="externalName"):
        api.verbs.patch(ADMIN, "services", "default", "web", bad, "merge")
    worse = {"spec": {"ports": [{"port": 81, "nodePort": 31000}, {"port": 80}]}}
    with pytest.raises(ApiError, match="name"):
        api.verbs.patch(ADMIN, "services", "default", "web", worse, "merge")
    assert taken(api) == before


def test_a_dry_run_holds_nothing(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "services", "default", service("web"), dry_run=True)
    assert taken(api) == (set(), set())


def test_a_service_that_becomes_a_cluster_ip_gives_its_port_back(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "services", "default", service("web", type="NodePort"))
    patch = {"spec": {"type": "ClusterIP"}}
    api.verbs.patch(ADMIN, "services", "default", "web", patch, "merge")
    addresses, ports = taken(api)
    assert len(addresses) == 1
    assert ports == set()


def test_one_address_or_port_is_not_given_twice(api: ApiServer) -> None:
    ports = [{"port": 80, "nodePort": 30080}]
    first = service("one", type="NodePort", ports=ports, clusterIP="10.96.7.7")
    api.verbs.create(ADMIN, "services", "default", first)
    for field in ({"clusterIP": "10.96.7.7"}, {"type": "NodePort", "ports": ports}):
        with pytest.raises(ApiError, match="already allocated"):
            api.verbs.create(ADMIN, "services", "default", service("two", **field))


def test_headless_services_hold_no_address(api: ApiServer) -> None:
    api.verbs.create(ADMIN, "services", "default", service("web", clusterIP="None"))
    assert taken(api) == (set(), set())
