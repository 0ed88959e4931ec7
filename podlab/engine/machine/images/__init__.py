"""The image catalogue: what files an image has, its configuration, what its programs do.

One file per family, listed here.  Not here: pulling, registries and tags (``engine.runtime``), or
the userland that several share (``machine.commands``).
"""

from functools import cache

from podlab.engine.machine.filesystem import Layer
from podlab.engine.machine.images import node
from podlab.engine.machine.program import Main

BUILD_TIME = 1_763_900_000_000_000
"""When the images' files were made."""

_LAYERS = {"node": node.entries}

PROGRAMS: dict[str, Main] = {}


@cache
def layer(name: str) -> Layer:
    """The shared read-only files of a layer."""
    return Layer(name, _LAYERS[name](), BUILD_TIME)
