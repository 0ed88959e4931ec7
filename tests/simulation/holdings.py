"""How much a cluster holds, container by container, found by walking its state.  Not a test.

State is data, so a leak is a container that is longer than it was: no list of places to look at
has to be kept.  What is meant to remember (logs, histories, streams of chance) is named here.
"""

import re
from collections import Counter, deque
from dataclasses import fields, is_dataclass

REMEMBERS = (
    r"store\.",
    r"simulation\.(causes|chance|queue)",
    r".*\brecorders?\b",
    r"scheduler\.decisions",
    r"network\.answers",
    r"machines\[\]\.(executions|captures)",
    r"api\.managed",
    r".*caches\[\]",
    r"kubelets\[\]\.references",
    r"runtimes\[\]\.(images|names)",
    r"manager\.queues\[\]\.(later|failures)",
    r"manager\.own\[\]\.entries",
)
"""Paths that remember on purpose, all of them bounded: logs of what was, images, the back-off of
keys.  Caches and field ownership are compared with the store instead (``balance``)."""

LONG = 4096
"""Bytes from which a text's length counts."""
_REMEMBERS = re.compile("|".join(REMEMBERS))


def holdings(state):
    """Path in the state → how many things stand there, all instances together."""
    counts = Counter()
    _walk(state, "", counts)
    return {path: count for path, count in counts.items() if not _REMEMBERS.match(path)}


def _walk(value, path, counts):
    if is_dataclass(value):
        for field in fields(value):
            _walk(getattr(value, field.name), f"{path}.{field.name}".lstrip("."), counts)
    elif isinstance(value, dict):
        counts[path] += len(value)
        for inner in value.values():
            _walk(inner, path + "[]", counts)
    elif isinstance(value, list | tuple | deque):
        counts[path] += len(value)
        for inner in value:
            _walk(inner, path + "[]", counts)
    elif isinstance(value, set | frozenset):
        counts[path] += len(value)
    elif isinstance(value, bytes | str) and len(value) > LONG:
        counts[path + "#bytes"] += len(value)


def grown(before, after):
    """Path → (before, after) of what holds more than it did."""
    return {
        path: (before.get(path, 0), count)
        for path, count in sorted(after.items())
        if count > before.get(path, 0)
    }
