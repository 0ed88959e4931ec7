"""Random faults: whatever happens, the cluster heals, keeps its promises, and leaks nothing."""

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from tests.simulation.checkers import Watchdog
from tests.simulation.faults import GENTLE, VIOLENT, heal, inject, stream

START = 1_790_000_000 * SECOND
ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")
FAULTS = 10
QUICK = 4
MANY = 56
GRACE = 7
RECOVERY = 700
"""Seconds: eviction after five minutes, and the longest back-off of five."""
PROBE = {"httpGet": {"path": "/", "port": 80}, "periodSeconds": 5}
STUBBORN = "trap '' TERM; while true; do sleep 1; done"


def deployment(name, replicas, container, grace=2):
    labels = {"app": name}
    spec = {"terminationGracePeriodSeconds": grace, "containers": [{"name": "c", **container}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": spec},
        },
    }


class Patience:
    """Hears every change of Pods: nobody is killed before its grace is over."""

    def __init__(self, cluster):
        self.seen = 0
        cluster.store.listen(self.changed)

    def changed(self, change):
        metadata = change.object["metadata"]
        grace = metadata.get("deletionGracePeriodSeconds")
        if change.key.resource != "pods" or not grace:
            return
        asked = parse_rfc3339(metadata["deletionTimestamp"]) - grace * SECOND
        for row in (change.object.get("status") or {}).get("containerStatuses") or ():
            ended = row["state"].get("terminated")
            if not ended or not ended.get("finishedAt") or ended["exitCode"] != 137:
                continue
            took = parse_rfc3339(ended["finishedAt"]) - asked
            if took >= 0:
                self.seen += 1
                assert took >= (min(grace, GRACE) - 1) * SECOND


def begin(seed):
    """A cluster with two Deployments that run."""
    cluster = Cluster.create(default_spec(), seed, START)
    client = Client(cluster.api.verbs, ADMIN)
    web = {"image": "nginx", "readinessProbe": PROBE, "livenessProbe": PROBE}
    client.create("deployments.apps", "default", deployment("web", 3, web))
    command = ["sh", "-c", STUBBORN]
    body = deployment("deaf", 2, {"image": "busybox", "command": command}, GRACE)
    client.create("deployments.apps", "default", body)
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    return cluster, client


def suffer(cluster, seed, kinds):
    """Faults with pauses between them, and a Pod deleted now and then."""
    chance, dog = stream(seed), Watchdog(cluster)
    client = Client(cluster.api.verbs, ADMIN)
    for _ in range(FAULTS):
        inject(cluster, chance, kinds)
        pods = cluster.store.list("pods", "default")
        if pods and chance.random() < 0.4:
            client.delete("pods", "default", chance.choice(pods)["metadata"]["name"])
        cluster.sim.run_until(cluster.sim.now + chance.choice((1, 5, 20, 60)) * SECOND)
        dog.check()
    return dog


def footprint(cluster):
    """What a cluster holds below its API, node by node."""
    network = cluster.network.state
    rows = {}
    for name, machine in cluster.machines.items():
        state, runtime = machine.state, cluster.runtimes[name].state
        rows[name] = (
            len(state.processes), len(state.cgroups), state.used_memory, len(state.pipes),
            len(state.pid_namespaces), len(state.vfs.namespaces), len(state.vfs.filesystems),
            len(runtime.containers), len(runtime.sandboxes), len(runtime.sessions),
            len(cluster.kubelets[name].state.pods), len(cluster.kubelets[name].state.probes),
            len(cluster.kubelets[name].state.attempts),
            len(cluster.state.overlay.plugins[name].held),
        )  # fmt: skip
    rows["network"] = (len(network.namespaces), len(network.addresses), len(network.sockets))
    return rows


def check_converges(seed):
    """When the faults stop every ReplicaSet has its size, and all of it is ready."""
    cluster, _ = begin(seed)
    dog = suffer(cluster, seed, GENTLE + VIOLENT)
    heal(cluster)
    cluster.sim.run_until(cluster.sim.now + RECOVERY * SECOND)
    dog.check()
    for row in cluster.store.list("replicasets.apps", "default"):
        status = row["status"]
        assert status.get("readyReplicas", 0) == row["spec"]["replicas"], row["metadata"]["name"]
    for node in cluster.store.list("nodes"):
        assert not node["spec"].get("unschedulable")
        taints = [taint["key"] for taint in node["spec"].get("taints") or []]
        assert taints in ([], ["node-role.kubernetes.io/control-plane"])
    return cluster


def check_leaves_nothing(seed):
    """When all is deleted a node holds what it held before."""
    cluster = Cluster.create(default_spec(), seed, START)
    client = Client(cluster.api.verbs, ADMIN)
    web = deployment("web", 4, {"image": "nginx", "readinessProbe": PROBE})
    client.create("deployments.apps", "default", web)
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    client.delete("deployments.apps", "default", "web")
    cluster.sim.run_until(cluster.sim.now + 60 * SECOND)
    empty = footprint(cluster)
    client.create("deployments.apps", "default", web)
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    suffer(cluster, seed, GENTLE + VIOLENT)
    client.delete("deployments.apps", "default", "web")
    cluster.sim.run_until(cluster.sim.now + 10 * SECOND)
    heal(cluster)
    cluster.sim.run_until(cluster.sim.now + 180 * SECOND)
    assert cluster.store.list("pods", "default") == []
    assert footprint(cluster) == empty


def check_is_patient(seed):
    """Without violence nobody is killed before the time that the Pod was promised."""
    cluster, client = begin(seed)
    patience = Patience(cluster)
    suffer(cluster, seed, GENTLE)
    heal(cluster)
    cluster.sim.run_until(cluster.sim.now + 60 * SECOND)
    for pod in cluster.store.list("pods", "default"):
        client.delete("pods", "default", pod["metadata"]["name"])
    cluster.sim.run_until(cluster.sim.now + 30 * SECOND)
    assert patience.seen


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_replica_set_converges_when_faults_stop(seed):
    check_converges(seed)


@pytest.mark.parametrize("seed", range(QUICK))
def test_nothing_leaks_after_deletion(seed):
    check_leaves_nothing(seed)


@pytest.mark.parametrize("seed", range(QUICK))
def test_grace_is_honoured(seed):
    check_is_patient(seed)


def test_the_same_seed_gives_one_hash():
    hashes = set()
    for _ in range(2):
        cluster, _ = begin(9)
        suffer(cluster, 9, GENTLE + VIOLENT)
        hashes.add(fingerprint(cluster.state))
    assert len(hashes) == 1


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_seeds():
    for seed in range(QUICK, MANY):
        check_converges(seed)
        check_leaves_nothing(seed)
        check_is_patient(seed)
