"""Random command sequences: invariants after every event, exact restores and replays."""

import contextlib

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Position
from podlab.hosting.registry import advance_to, replay
from tests.simulation.checkers import Watchdog
from tests.simulation.operations import operations

START = 1_790_000_000 * SECOND
OPERATIONS = 8
QUICK = 6
MANY = 200


def carry_out(cluster, command):
    with contextlib.suppress(CommandRefused):
        perform(cluster, command)


def play(seed, guard=True):
    """A whole sequence; (cluster, journal)."""
    cluster = Cluster.create(default_spec(), seed, START)
    dog = Watchdog(cluster) if guard else None
    journal = []
    for pause, command in operations(seed, OPERATIONS):
        cluster.sim.run_until(cluster.sim.now + pause * SECOND)
        state = cluster.sim.state
        journal.append((Position(len(journal) + 1, state.steps, state.now), command))
        carry_out(cluster, command)
        if dog:
            dog.check()
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    if dog:
        dog.check()
    return cluster, journal


def check_restore(cluster):
    """snapshot → restore → the same future."""
    again = Cluster.restore(cluster.snapshot())
    assert fingerprint(again.state) == fingerprint(cluster.state)
    for one in (cluster, again):
        one.sim.run_until(one.sim.now + 10 * SECOND)
    assert fingerprint(again.state) == fingerprint(cluster.state)


def check_replay(seed, cluster, journal):
    """The journal alone brings the same state back."""
    end = Position(len(journal), cluster.sim.state.steps, cluster.sim.now)
    again = Cluster.create(default_spec(), seed, START)
    for position, command in journal:
        advance_to(again, position)
        replay(again, command)
    advance_to(again, end)
    assert fingerprint(again.state) == fingerprint(cluster.state)


def check(seed):
    cluster, journal = play(seed)
    check_replay(seed, cluster, journal)
    check_restore(cluster)


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_few_sequences(seed):
    check(seed)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_sequences():
    for seed in range(QUICK, MANY):
        check(seed)


def test_the_same_seed_gives_one_hash():
    hashes = {fingerprint(play(3, guard=False)[0].state) for _ in range(2)}
    assert len(hashes) == 1
