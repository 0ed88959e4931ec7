"""A booted cluster with one Deployment, and how to hurt it."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec

START = 1_790_000_000 * SECOND
ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")
PROBE = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 2, "failureThreshold": 2}


class Patient:
    """A cluster under treatment."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.client = Client(cluster.api.verbs, ADMIN)

    def fault(self, words):
        perform(self.cluster, {"do": "fault", "fault": words.split()})

    def run(self, seconds):
        self.cluster.sim.run_until(self.cluster.sim.now + int(seconds * SECOND))

    def pod(self, name="web", node="k8snode1", **container):
        spec = {"nodeName": node, "containers": [{"name": "c", "image": "nginx", **container}]}
        body = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}
        self.client.create("pods", "default", body)
        self.run(15)
        return self.status(name)

    def status(self, name="web"):
        (row,) = self.get("pods", name)["status"]["containerStatuses"]
        return row

    def get(self, resource, name, namespace="default"):
        return self.client.get(resource, namespace, name)

    def ready(self, node):
        rows = self.get("nodes", node, "")["status"]["conditions"]
        return next(row["status"] for row in rows if row["type"] == "Ready")

    def reasons(self):
        return [row["reason"] for row in self.cluster.store.list("events")]


@pytest.fixture
def patient():
    return Patient(Cluster.create(default_spec(), 7, START))
