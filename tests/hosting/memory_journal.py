"""A journal in memory, which can be slow and can refuse.  Not a test."""

import asyncio

from podlab.hosting.journal import Birth, Record, StaleOwner


class MemoryJournal:
    """Fulfils ``Journal``; ``gate`` holds writes back while it is not set."""

    keeps_past = True

    def __init__(self, spec, seed=1, start=1_790_000_000_000_000):
        self.birth = Birth(spec, seed, start)
        self.rows = []
        self.snapshots = []
        self.marks = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.stale = False

    async def load(self, cluster):
        if cluster != "mine":
            return None
        snapshot_at, data = self.snapshots[-1] if self.snapshots else (None, None)
        after = snapshot_at.sequence if snapshot_at else 0
        rows = [row for row in self.rows if row.position.sequence > after]
        reached, paused, speed = self.marks[-1] if self.marks else (None, False, 1.0)
        return Record(self.birth, data, snapshot_at, rows, reached, paused, speed)

    async def from_birth(self, cluster):
        reached, paused, speed = self.marks[-1] if self.marks else (None, False, 1.0)
        return Record(self.birth, None, None, self.rows, reached, paused, speed)

    async def append(self, cluster, row):
        await self.gate.wait()
        if self.stale or any(row.position.sequence == one.position.sequence for one in self.rows):
            raise StaleOwner(cluster)
        self.rows.append(row)

    async def mark(self, cluster, reached, paused, speed):
        self.marks.append((reached, paused, speed))

    async def snapshot(self, cluster, at, data):
        self.snapshots.append((at, data))
