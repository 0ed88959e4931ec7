"""The cycle collector of a process of clusters."""

import gc

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec
from podlab.hosting.collector import (
    GONE_BUSY,
    GONE_QUIET,
    MIDDLE,
    OLD,
    YOUNG,
    Sweeper,
    settle,
)

ADMIN = Caller("kubernetes-admin", ("system:masters",), "test", "test")


@pytest.fixture
def untouched():
    """Whatever a test does to the collector is taken back."""
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_it_comes_seldom_and_leaves_alone_what_was_built_before(untouched):
    settle()
    assert gc.get_threshold() == (YOUNG, MIDDLE, OLD)
    assert gc.get_freeze_count() > 1_000


def test_what_is_old_in_a_process_of_one_cluster_is_left_alone(untouched):
    settle(alone=True)
    young, middle, _ = gc.get_threshold()
    assert young == YOUNG
    assert middle > 1_000 * MIDDLE


def test_clusters_that_have_gone_are_collected_sooner_while_nobody_is_there(monkeypatch):
    collected = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(True))
    sweeper = Sweeper()
    for _ in range(GONE_QUIET + 5):
        sweeper.left(busy=True)
    assert not collected
    sweeper.left(busy=False)
    assert (len(collected), sweeper.gone) == (1, 0)
    for _ in range(GONE_BUSY):
        sweeper.left(busy=True)
    assert (len(collected), sweeper.gone) == (2, 0)


def test_the_lives_of_pods_leave_no_cycles(untouched):
    """Why it may come seldom: a cluster's garbage is freed by counting references."""
    cluster = Cluster.create(default_spec(), 1, 1_700_000_000 * SECOND)
    client = Client(cluster.api.verbs, ADMIN)
    spec = {"containers": [{"name": "web", "image": "nginx"}]}
    live_and_die(cluster, client, {"metadata": {"name": "first"}, "spec": spec})
    gc.collect()
    gc.disable()
    try:
        live_and_die(cluster, client, {"metadata": {"name": "second"}, "spec": spec})
        assert gc.collect() < 50
    finally:
        gc.enable()


def live_and_die(cluster, client, pod):
    client.create("pods", "default", {"apiVersion": "v1", "kind": "Pod", **pod})
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    client.delete("pods", "default", pod["metadata"]["name"])
    cluster.sim.run_until(cluster.sim.now + 10 * SECOND)
