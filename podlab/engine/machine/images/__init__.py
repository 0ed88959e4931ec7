"""The image catalogue: what files an image has, its configuration, what its programs do.

One file per family, listed here.  Not here: pulling, registries and tags (``engine.runtime``), or
the userland that several share (``machine.commands``).
"""

from collections.abc import Callable, Iterator
from functools import cache

from podlab.engine.machine.filesystem import Entry, Layer
from podlab.engine.machine.images import busybox, debian, nginx, nginxfiles, node, small
from podlab.engine.machine.program import Main

BUILD_TIME = 1_763_900_000_000_000
"""When the images' files were made."""

LAYERS: dict[str, Callable[[], Iterator[Entry]]] = {
    "node": node.entries,
    "dev": small.device_entries,
    "busybox": busybox.entries,
    "alpine": busybox.alpine_entries,
    "debian": debian.entries,
    "debian-full": debian.full_entries,
    "pause": small.pause_entries,
    "nginx": nginxfiles.entries,
    "nginx-small": nginxfiles.small_entries,
}

PROGRAMS: dict[str, Main] = {
    "pause": small.pause,
    "opaque": small.opaque,
    "port-forward": small.forward,
    "nginx": nginx.main,
    "nginx-entrypoint": nginx.entrypoint,
}


@cache
def layer(name: str) -> Layer:
    """The shared read-only files of a layer."""
    return Layer(name, LAYERS[name](), BUILD_TIME)
