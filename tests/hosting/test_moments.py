"""Moments: which are kept, what those in memory share with the live cluster."""

import gc
import tracemalloc

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Birth, Past, Position
from podlab.hosting.moments import MAX_LIVE, LiveMoments, most_dispensable
from podlab.hosting.rewind import bring_back

START = 1_790_000_000 * SECOND


def busy():
    """A cluster with some Pods and ten minutes of history."""
    cluster = Cluster.create(default_spec(), 1, START)
    line = "kubectl create deployment web --image=nginx --replicas=8"
    perform(cluster, {"do": "run", "argv": ["bash", "-c", line]})
    cluster.sim.run_until(cluster.sim.now + 10 * MINUTE)
    return cluster


def at(cluster, sequence=0):
    state = cluster.sim.state
    return Position(sequence, state.steps, state.now)


def past(time, sequence=0, **more):
    return Past(Birth(default_spec(), 1, START), "mine", sequence, time, **more)


def test_the_first_and_the_last_moment_are_never_dispensable():
    assert most_dispensable([0, 50, 51, 100]) == 1
    assert most_dispensable([0, 10, 100]) == 1


def test_a_moment_that_is_nearer_than_the_journal_s_is_found():
    cluster = Cluster.create(default_spec(), 1, START)
    moments = LiveMoments()
    first = moments.keep(at(cluster), cluster.state)
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    second = moments.keep(at(cluster, 1), cluster.state)
    assert moments.before(past(first.at.time, 1)) is first
    assert moments.before(past(second.at.time, 1)) is second
    assert moments.before(past(second.at.time, 0)) is first  # its row had not been carried out
    assert moments.before(past(second.at.time, 1, steps=first.at.steps)) is first
    assert moments.before(past(first.at.time - 1, 0)) is None
    assert moments.before(past(second.at.time, 0, snapshot_at=second.at)) is None
    moments.clear()
    assert moments.before(past(second.at.time, 1)) is None


def test_only_the_last_moments_stay_in_memory():
    cluster = Cluster.create(default_spec(), 1, START)
    moments = LiveMoments()
    for _ in range(MAX_LIVE):
        moments.keep(at(cluster), cluster.state)
        cluster.sim.run_until(cluster.sim.now + SECOND)
    moments.keep(at(cluster), cluster.state)
    assert moments.before(past(START)) is None


async def test_a_branch_shares_memory_with_its_origin():
    origin = busy()
    moments = LiveMoments()
    moment = moments.keep(at(origin), origin.state)
    then = fingerprint(origin.state)
    origin.sim.run_until(origin.sim.now + 30 * SECOND)
    branch = await bring_back(past(moment.at.time), moment)
    assert fingerprint(branch.state) == then
    mine, theirs = (stored(one) for one in (branch, origin))
    assert len(mine & theirs) > 0.8 * len(mine)


def stored(cluster):
    """The identities of all objects and changes that a cluster keeps."""
    state = cluster.store.state
    objects = {id(one) for rows in state.objects.values() for one in rows.values()}
    return objects | {id(change) for change in state.changes}


def test_a_branch_costs_a_third_of_a_cluster_at_most():
    cluster = busy()
    data = cluster.snapshot()
    cluster.branch()  # what is worked out once for all branches
    costs = []
    for make in (lambda: Cluster.restore(data), cluster.branch):
        gc.collect()
        tracemalloc.start()
        made = make()
        gc.collect()
        costs.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert made.sim.now == cluster.sim.now
    assert costs[1] < costs[0] / 3, costs
