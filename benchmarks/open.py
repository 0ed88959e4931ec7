"""First visit to a usable cluster: page, socket, picture, prompt, through a real server."""

import asyncio
import time

from benchmarks.figures import spread
from benchmarks.server import Server
from benchmarks.visitor import Visitor

VISITS = 40


async def _visits(url: str) -> list[float]:
    seconds = []
    for _ in range(VISITS):
        visitor = Visitor(url)
        begun = time.perf_counter()
        await visitor.visit()
        seconds.append(time.perf_counter() - begun)
        await visitor.leave()
    return seconds


def run() -> None:
    """Print the time of first visits, one after the other."""
    with Server() as server:
        seconds = asyncio.run(_visits(server.url))
    print(f"first of the process: {seconds[0] * 1000:.0f} ms")
    print(f"first visit to prompt and picture: {spread(seconds[1:])}")
