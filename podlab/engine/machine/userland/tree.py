"""Walking directory trees, bounded.

Not here: what is done with each file.
"""

import posixpath
from collections.abc import Iterator

from podlab.engine.machine.program import Proc, Stat, SystemCallError

LIMIT = 100_000


def walk(p: Proc, path: str, depth: int = 60) -> Iterator[tuple[str, Stat]]:
    """A path and everything below it, directories first, names sorted; symlinks are not followed.

    Raises:
        SystemCallError: the path itself is not there.
    """
    stat = p.files.stat(path, follow=False)
    yield path, stat
    if stat.type == "directory" and depth > 0:
        try:
            names = sorted(p.files.listdir(path))
        except SystemCallError:
            return
        for name in names:
            yield from walk(p, posixpath.join(path, name), depth - 1)


def lstat(p: Proc, path: str) -> Stat | None:
    """A file's facts, None if it is not there."""
    try:
        return p.files.stat(path, follow=False)
    except SystemCallError:
        return None
