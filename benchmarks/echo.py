"""Key to echo, and a command to its change in the picture, through real sockets.

A command's own virtual time (kubectl takes 0.1 to 0.2 s of it) is not a delay of ours: the clock is
paused and stepped, so that what is measured is the way from the page to the engine and back.
"""

import asyncio
import time

from benchmarks.figures import spread
from benchmarks.server import Server
from benchmarks.visitor import Visitor

CLASS = 50
KEYS = 60
STEPS = 40


async def _keys(visitor: Visitor, pause: float) -> list[float]:
    seconds = []
    for number in range(KEYS):
        seconds.append(await visitor.key("abcdefghij"[number % 10]))
        await asyncio.sleep(pause)
    await visitor.send(t="terminal.input", terminal="1", data="\x03")
    return seconds


async def _steps(visitor: Visitor) -> list[float]:
    await visitor.send(t="clock.pause")
    await visitor.type("kubectl create deployment web --image=nginx --replicas=3")
    seconds = []
    for _ in range(STEPS):
        begun = time.perf_counter()
        await visitor.send(t="clock.step")
        await visitor.until(lambda m: m["t"] in ("picture.change", "clock"))
        seconds.append(time.perf_counter() - begun)
    await visitor.send(t="clock.resume")
    return seconds


async def _work(visitor: Visitor, stop: asyncio.Event, pause: float) -> None:
    """What a learner of a class does meanwhile: a command every few seconds."""
    await asyncio.sleep(pause)  # a class does not press Enter all at once
    number = 0
    while not stop.is_set():
        number += 1
        await visitor.type(f"kubectl create deployment d{number} --image=nginx --replicas=2")
        try:
            await visitor.until(lambda _: stop.is_set(), seconds=4)
        except TimeoutError:
            await visitor.type(f"kubectl delete deployment d{number}")
    await visitor.leave()


async def _measure(url: str) -> None:
    first = Visitor(url)
    await first.visit()
    print(f"one learner: key to echo {spread(await _keys(first, 0.02))}")
    print(f"one learner: command to picture {spread(await _steps(first))}")
    others = [Visitor(url) for _ in range(CLASS - 1)]
    for visitor in others:
        await visitor.visit()
    stop = asyncio.Event()
    work = [
        asyncio.create_task(_work(visitor, stop, place * 4 / CLASS))
        for place, visitor in enumerate(others)
    ]
    await asyncio.sleep(5)
    print(f"{CLASS} learners: key to echo {spread(await _keys(first, 0.1))}")
    print(f"{CLASS} learners: command to picture {spread(await _steps(first))}")
    stop.set()
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)


def run() -> None:
    """Print echo times, alone and in a class."""
    with Server() as server:
        asyncio.run(_measure(server.url))
