"""Waiting for what will be so, however busy the machine is.  Not a test.

A test never sleeps for a while and hopes: it waits until something is so, and fails after a time
that only something broken needs.
"""

import asyncio

PATIENCE = 60
"""Seconds after which what was waited for counts as broken."""


async def until(question, seconds=PATIENCE):
    """Wait until a question has a true answer; the answer."""
    async with asyncio.timeout(seconds):
        while not (answer := question()):
            await asyncio.sleep(0.01)
    return answer
