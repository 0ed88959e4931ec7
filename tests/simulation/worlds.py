"""A whole seeded world: manifests, commands and faults in an order that a seed decides.

``python -m tests.simulation.worlds FROM TO`` prints the hashes of worlds, one a line, for a test
that runs them in another process.  Not a test.
"""

import contextlib
import random
import sys

import yaml

from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Position
from tests.simulation import faults
from tests.simulation.manifests import manifest
from tests.simulation.operations import workshop

START = 1_790_000_000 * SECOND
PAUSES = (0, 0, 1, 2, 5, 15)
SHORT = 5
"""Commands in a world of which only the hash is of interest."""


class World:
    """One cluster, what is done to it, and the journal of that."""

    def __init__(self, seed, kinds=()):
        self.seed, self.kinds = seed, kinds
        self.chance = random.Random(seed)
        self.cluster = Cluster.create(default_spec(), seed, START)
        self.journal = []

    def live(self, count):
        """So many commands, with pauses between them."""
        for _ in range(count):
            self.rest(self.chance.choice(PAUSES))
            for command in self.commands():
                self.do(command)

    def rest(self, seconds):
        """Let time pass."""
        self.cluster.sim.run_until(self.cluster.sim.now + seconds * SECOND)

    def commands(self):
        """What somebody does next."""
        pick = self.chance.random()
        if pick < 0.2 and self.kinds:
            words = faults.choose(self.cluster, self.chance, self.kinds)
            return [{"do": "fault", "fault": words.split()}]
        if pick < 0.65:
            rows = [manifest(self.chance) for _ in range(self.chance.choice((1, 1, 2, 4)))]
            text = yaml.safe_dump_all(rows)
            return [{"do": "file.write", "path": "/root/m.yaml", "text": text}, bash(APPLY)]
        return [bash(workshop(self.chance))]

    def do(self, command):
        """Carry a command out, and write it down with its moment."""
        state = self.cluster.sim.state
        self.journal.append((Position(len(self.journal) + 1, state.steps, state.now), command))
        with contextlib.suppress(CommandRefused):
            perform(self.cluster, command)

    def restore(self):
        """Go on in a cluster that was written out and read back."""
        self.cluster = Cluster.restore(self.cluster.snapshot())


APPLY = "kubectl apply -f /root/m.yaml"


def bash(line):
    """A line of bash as a command."""
    return {"do": "run", "argv": ["bash", "-c", line]}


def short_hash(seed, *, restored):
    """The hash of a short world; ``restored``: it is read back from a snapshot on its way."""
    world = World(seed, faults.GENTLE + faults.VIOLENT if seed % 2 else ())
    before = random.Random(f"restore {seed}").randrange(SHORT)
    world.live(before)
    world.rest(1)
    if restored:
        world.restore()
    world.live(SHORT - before)
    world.rest(10)
    return fingerprint(world.cluster.state)


def main():
    """Hashes of the worlds of a range of seeds."""
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        print(short_hash(seed, restored=False), flush=True)


if __name__ == "__main__":
    main()
