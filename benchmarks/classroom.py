"""A class on one daphne process: learners at work through real sockets, one dashboard.

Printed: an event to the dashboard, a keystroke to its echo, the server's memory and processor; then
the class grows until one of the aims breaks.  The scripted class runs on the same machine and takes
its share of it.  Not here: what a class may do (``tests/classroom``).
"""

import asyncio
import itertools
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.figures import percentile, spread
from benchmarks.school import Dashboard, School, join, open_class
from benchmarks.server import Server
from benchmarks.visitor import Visitor

SIZES = (50, 100, 200, 300, 400, 500)
AT_THE_DOOR = 5
"""Learners who join at the same time."""
EVERY = 10.0
"""Seconds between two things that one learner does."""
SAMPLES = 60
LESSON = "002_a_deployment"
EVENT_AIM, KEY_AIM = 0.5, 0.15
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Room:
    """The class as it grows: the dashboard, and who measures."""

    school: School
    dashboard: Dashboard
    seen: dict[str, float] = field(default_factory=dict)
    """Learner → when the dashboard first showed their hand."""
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)


async def _work(visitor: Visitor, start: float) -> None:
    """One apply or delete every ten seconds."""
    await visitor.rest(start)
    for number in itertools.count(1):
        await visitor.type(f"kubectl create deployment d{number} --image=nginx --replicas=2")
        await visitor.rest(EVERY)
        await visitor.type(f"kubectl delete deployment d{number}")
        await visitor.rest(EVERY)


async def _watch(room: Room) -> None:
    """Read the dashboard; note when a hand goes up."""
    while True:
        await room.dashboard.receive()
        for name, row in room.dashboard.rows.items():
            if row["hand"]:
                room.seen.setdefault(name, time.perf_counter())


async def _grow(room: Room, size: int, have: int) -> None:
    """Let learners in, some at a time, until there are so many; then each begins to work."""
    door = asyncio.Semaphore(AT_THE_DOOR)

    async def come(number: int) -> None:
        async with door:
            visitor = await join(room.school, f"learner {number}", LESSON)
        start = EVERY * ((number * 7) % size) / size
        room.tasks.append(asyncio.create_task(_work(visitor, start)))

    await asyncio.gather(*(come(number) for number in range(have, size)))


async def _hands(room: Room, size: int) -> list[float]:
    """Seconds from a raised hand to the dashboard."""
    name = f"hand {size}"
    visitor = await join(room.school, name, LESSON)
    seconds = []
    for _ in range(SAMPLES):
        room.seen.pop(name, None)
        begun = time.perf_counter()
        await visitor.send(t="class.hand", room=room.school.room, up=True)
        while name not in room.seen and time.perf_counter() < begun + 10:
            await visitor.rest(0.01)
        seconds.append(room.seen.get(name, begun + 10) - begun)
        await visitor.send(t="class.hand", room=room.school.room, up=False)
        while room.dashboard.rows[name]["hand"]:
            await visitor.rest(0.05)
    await visitor.leave()
    return seconds


async def _keys(room: Room, size: int) -> list[float]:
    """Seconds from a key to its echo."""
    visitor = await join(room.school, f"keys {size}", LESSON)
    seconds = []
    for number in range(SAMPLES):
        seconds.append(await visitor.key("abcdefghij"[number % 10]))
        await visitor.rest(0.25)
    await visitor.leave()
    return seconds


def _used(pid: int) -> tuple[float, float]:
    """(CPU seconds, resident bytes) of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return (int(fields[11]) + int(fields[12])) / TICKS, pages * os.sysconf("SC_PAGE_SIZE")


async def _stage(room: Room, size: int, pid: int) -> bool:
    """Measure a class of a size; whether both aims hold."""
    before, wall, own = _used(pid)[0], time.perf_counter(), time.process_time()
    hands, keys = await asyncio.gather(_hands(room, size), _keys(room, size))
    passed = time.perf_counter() - wall
    cpu, memory = _used(pid)
    server, driver = cpu - before, time.process_time() - own
    print(f"{size} learners: event to dashboard {spread(hands)}")
    print(f"{size} learners: key to echo {spread(keys)}")
    print(
        f"{size} learners: server {100 * server / passed:.0f} % of a core, {memory / 1e6:.0f} MB; "
        f"the scripted class {100 * driver / passed:.0f} %",
        flush=True,
    )
    return percentile(hands, 0.95) < EVENT_AIM and percentile(keys, 0.95) < KEY_AIM


async def _measure(url: str, pid: int) -> None:
    school = await asyncio.to_thread(open_class, url)
    room = Room(school, Dashboard(school))
    await room.dashboard.visit()
    room.tasks.append(asyncio.create_task(_watch(room)))
    have = 0
    for size in SIZES:
        await _grow(room, size, have)
        have = size
        if not await _stage(room, size, pid):
            print(f"an aim breaks at {size} learners")
            break
    failed = [task for task in room.tasks if task.done()]
    print(f"sockets that were lost: {len(failed)}")
    for task in room.tasks:
        task.cancel()
    await asyncio.gather(*room.tasks, return_exceptions=True)


def run() -> None:
    """Print the figures of a class of 200, and where it breaks."""
    with Server() as server:
        asyncio.run(_measure(server.url, server.pid))
