"""Rewinding: the state at a moment of the past is what it was then, to the last bit."""

import bisect
import random

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Birth, Past, Position, Row
from podlab.hosting.rewind import bring_back, replay
from tests.simulation.operations import operations

START = 1_790_000_000 * SECOND
OPERATIONS = 8
QUICK = 5
MANY = 100


class Life:
    """A random history that remembers what the cluster was at some moments."""

    def __init__(self, seed):
        self.seed = seed
        self.chance = random.Random(seed)
        self.cluster = Cluster.create(default_spec(), seed, START)
        self.rows, self.moments, self.seen = [], [], []
        for pause, command in operations(seed, OPERATIONS):
            self.look()
            self.cluster.sim.run_until(self.cluster.sim.now + pause * SECOND)
            self.rows.append(Row(self.position(len(self.rows) + 1), command))
            replay(self.cluster, command)
            if self.chance.random() < 0.3:
                self.moments.append((self.position(len(self.rows)), self.cluster.snapshot()))
        self.cluster.sim.run_until(self.cluster.sim.now + 20 * SECOND)

    def position(self, sequence):
        state = self.cluster.sim.state
        return Position(sequence, state.steps, state.now)

    def look(self):
        """Remember a moment between two commands."""
        sim = self.cluster.sim
        sim.run_until(sim.now + self.chance.randrange(3 * SECOND))
        self.seen.append((len(self.rows), sim.now, fingerprint(self.cluster.state)))

    def past(self, sequence, time):
        """The nearest moment before, and the rows from there, as a journal gives them."""
        found = Past(Birth(default_spec(), self.seed, START), "mine", sequence, time)
        places = [(at.sequence, at.time) for at, _ in self.moments]
        nearest = bisect.bisect_right(places, (sequence, time)) - 1
        after = 0
        if nearest >= 0:
            found.snapshot_at, found.snapshot = self.moments[nearest]
            after = found.snapshot_at.sequence
        found.rows = self.rows[after:sequence]
        return found


async def check(seed):
    life = Life(seed)
    for sequence, time, then in life.chance.sample(life.seen, 2):
        again = await bring_back(life.past(sequence, time))
        assert again.sim.now == time
        assert fingerprint(again.state) == then


@pytest.mark.parametrize("seed", range(QUICK))
async def test_what_was_comes_back_exactly(seed):
    await check(seed)


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_hundred_random_histories_come_back_exactly():
    for seed in range(QUICK, MANY):
        await check(seed)


async def test_the_moment_before_a_command_comes_back_by_its_number_of_events():
    life = Life(1)
    row = life.rows[3]
    past = life.past(3, row.position.time)
    past.steps = row.position.steps
    again = await bring_back(past)
    assert again.sim.state.steps == row.position.steps
    replay(again, row.command)
    again.sim.run_until(life.cluster.sim.now)


async def test_a_branch_goes_on_above_all_revisions_that_were_seen():
    life = Life(2)
    sequence, time, _ = life.seen[4]
    again = await bring_back(life.past(sequence, time))
    low = again.store.revision
    again.store.branch_off(life.cluster.store.revision)
    again.sim.run_until(again.sim.now + 60 * SECOND)
    newer = list(again.store.changes_since(low))
    assert newer
    assert newer[0].revision == life.cluster.store.revision + 1
