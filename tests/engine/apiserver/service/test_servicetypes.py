"""A Service that changes its type loses what the new type has no use for."""

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, Object


def changed(api: ApiServer, spec: Object, patch: Object) -> Object:
    body = {"ports": [{"port": 80}], "selector": {"app": "web"}, **spec}
    made = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": body}
    api.verbs.create(ADMIN, "services", "default", made)
    new = api.verbs.patch(ADMIN, "services", "default", "web", {"spec": patch}, "merge")
    found: Object = new["spec"]
    return found


@pytest.mark.parametrize("sort", ["NodePort", "LoadBalancer"])
def test_to_cluster_ip(api: ApiServer, sort: str) -> None:
    spec = changed(api, {"type": sort}, {"type": "ClusterIP"})
    assert spec["ports"] == [{"protocol": "TCP", "port": 80, "targetPort": 80}]
    assert "externalTrafficPolicy" not in spec
    assert "allocateLoadBalancerNodePorts" not in spec


def test_from_balancer_to_node_port_the_port_stays(api: ApiServer) -> None:
    spec = changed(
        api,
        {"type": "LoadBalancer", "externalTrafficPolicy": "Local"},
        {"type": "NodePort"},
    )
    assert spec["ports"][0]["nodePort"] >= 30000
    assert spec["externalTrafficPolicy"] == "Local"
    assert "healthCheckNodePort" not in spec


def test_to_an_external_name_the_address_goes(api: ApiServer) -> None:
    spec = changed(api, {}, {"type": "ExternalName", "externalName": "db.example.com"})
    assert "clusterIP" not in spec
    assert "ipFamilies" not in spec
    assert api.world.state.addresses == {}


def test_what_the_change_speaks_of_is_refused(api: ApiServer) -> None:
    patch = {"type": "ClusterIP", "externalTrafficPolicy": "Local"}
    with pytest.raises(ApiError, match="may only be set for externally-accessible services"):
        changed(api, {"type": "NodePort"}, patch)


def test_a_change_within_the_type_loses_nothing(api: ApiServer) -> None:
    spec = changed(api, {"type": "NodePort"}, {"sessionAffinity": "ClientIP"})
    assert spec["ports"][0]["nodePort"] >= 30000
    assert spec["externalTrafficPolicy"] == "Cluster"
