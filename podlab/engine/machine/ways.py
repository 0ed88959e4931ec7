"""Ways through an image's layer, found once for all containers that have it below them.

A layer never changes, so where a plain path leads in it (no symbolic link, no ``..``) is the same
for each container; what a container has written or mounted on that way must be looked at beside
it.  Not here: walking any other path (``vfs``).
"""

from functools import lru_cache
from typing import NamedTuple

from podlab.engine.machine.filesystem import ROOT, Filesystem, Layer

MAX_LENGTH = 200
"""Longer paths are walked each time."""


class Way(NamedTuple):
    """Where a path leads in a layer: ``number`` is 0 where it leads nowhere.

    ``steps`` are the directories that are passed, each with the name that is looked for in it;
    ``points`` all paths on the way at which something may be mounted.
    """

    number: int
    steps: tuple[tuple[int, str], ...]
    points: frozenset[str]


@lru_cache(maxsize=4096)
def way(layer: Layer, path: str) -> Way | None:
    """The way of an absolute path; None if it is not a plain one, or too long to remember."""
    first, *names = path.split("/")
    if first or len(path) > MAX_LENGTH:
        return None
    steps: list[tuple[int, str]] = []
    points, number, here = set(), ROOT, ""
    for name in names:
        children = layer.nodes[number].children
        if name in ("", ".", "..") or children is None:
            return None
        steps.append((number, name))
        here = f"{here}/{name}"
        points.add(here)
        number = children.get(name, 0)
        if not number:
            break
        if layer.nodes[number].kind == "symlink":
            return None
    return Way(number, tuple(steps), frozenset(points))


def undisturbed(found: Way, files: Filesystem) -> bool:
    """Whether nothing that was written to a filesystem above the layer stands on a way."""
    moved = files.state.moved
    for number, name in found.steps:
        upper = moved.get(number)
        if upper is not None and name in (files.state.inodes[upper].children or ()):
            return False
    return True
