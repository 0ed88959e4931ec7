"""An API server over an empty store, with one namespace and its default service account."""

from typing import Any

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.apiserver.state import ApiServerState
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.schema import Schema
from podlab.engine.store.store import Store, StoreState

Object = dict[str, Any]

ADMIN = Caller("kubernetes-admin", ("system:masters",), "kubectl", "kubectl")
SYSTEM = Caller("system:kube-controller-manager", (), "kube-controller-manager", "replicaset")
NOBODY = Caller("jane", ("system:authenticated",), "kubectl", "kubectl")


@pytest.fixture
def api() -> ApiServer:
    """A new API server."""
    sim = Simulation(SimulationState(parse_rfc3339("2026-11-23T17:42:39Z"), Chance(7)))
    store = Store(StoreState())
    server = ApiServer(ApiServerState(), store, sim, KindTable(), Schema())
    server.verbs.create(SYSTEM, "namespaces", "", {"metadata": {"name": "default"}})
    server.verbs.create(SYSTEM, "serviceaccounts", "default", {"metadata": {"name": "default"}})
    return server


def pod(name: str = "web", **spec: Any) -> Object:
    """A Pod's manifest."""
    containers = [{"name": "c", "image": "nginx", "ports": [{"containerPort": 80}]}]
    return {
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": "web"}},
        "spec": {"containers": containers, **spec},
    }  # fmt: skip


def deployment(name: str = "web", **spec: Any) -> Object:
    """A Deployment's manifest."""
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    return {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": template, **spec},
    }  # fmt: skip


def service(name: str = "web", **spec: Any) -> Object:
    """A Service's manifest."""
    return {
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
        "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}], **spec},
    }  # fmt: skip


def bind(api: ApiServer, name: str, node: str = "node1") -> None:
    """Put a Pod on a node."""
    api.verbs.create(SYSTEM, "pods", "default", {"metadata": {"name": name},
                                                 "target": {"name": node}},
                     subresource="binding", name=name)  # fmt: skip
