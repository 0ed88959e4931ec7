"""Whole trees of files at once: what a node's services (the kubelet) write for each Pod.

Going path by path costs a walk from the root each; here one walk leads to a directory and all
entries below it are made or removed directly.  For the machine's own services only: nobody's
permissions are asked.  Not here: single files (``files``).
"""

from typing import NamedTuple

from podlab.engine.machine.errors import failed
from podlab.engine.machine.filesystem import Filesystem, Inode

MAX_DEPTH = 40


class TreeEntry(NamedTuple):
    """One entry: ``data`` of a file, ``target`` of a symbolic link, else a directory."""

    mode: int
    data: bytes | None = None
    target: str = ""


def write_tree(files: Filesystem, top: int, tree: dict[str, TreeEntry], now: int) -> None:
    """Make all entries below a directory, by relative path; files that exist are written anew."""
    folders: dict[str, int] = {"": top}
    for path, entry in tree.items():
        head, _, name = path.rpartition("/")
        parent = _folder(files, folders, head, now)
        number = files.lookup(parent, name)
        if entry.target:
            if number:
                files.unlink(parent, name, now)
            files.create(parent, name, Inode("symlink", 0o777, 0, 0, now, target=entry.target))
        elif entry.data is None:
            if not number:
                folders[path] = _make(files, parent, name, entry.mode, now)
        else:
            _file(files, parent, name, number, entry, now)


def _folder(files: Filesystem, folders: dict[str, int], path: str, now: int) -> int:
    known = folders.get(path)
    if known is not None:
        return known
    head, _, name = path.rpartition("/")
    parent = _folder(files, folders, head, now)
    number = files.lookup(parent, name) or _make(files, parent, name, 0o755, now)
    folders[path] = number
    return number


def _make(files: Filesystem, parent: int, name: str, mode: int, now: int) -> int:
    return files.create(parent, name, Inode("directory", mode, 0, 0, now, children={}))


def _file(
    files: Filesystem, parent: int, name: str, number: int, entry: TreeEntry, now: int
) -> None:
    if number:
        files.truncate(number)
    else:
        number = files.create(parent, name, Inode("file", entry.mode, 0, 0, now))
    if entry.data:
        files.write(number, 0, entry.data, now)


def remove_tree(files: Filesystem, top: int, name: str, now: int, depth: int = 0) -> None:
    """Remove a name with everything below it; nothing if it is not there."""
    number = files.lookup(top, name)
    if not number:
        return
    if depth > MAX_DEPTH:
        raise failed("ELOOP")
    node = files.node(number)
    if isinstance(node, Inode) and node.children is not None and not node.lower:
        _drop_children(files, node.children, depth)
    elif node.kind == "directory":
        for inner in files.names(number):
            remove_tree(files, number, inner, now, depth + 1)
    files.unlink(top, name, now)


def _drop_children(files: Filesystem, children: dict[str, int], depth: int) -> None:
    """Drop what a directory holds that was wholly written here, and goes itself: no names need
    be taken out one by one."""
    if depth > MAX_DEPTH:
        raise failed("ELOOP")
    for number in children.values():
        node = files.state.inodes.get(number)
        if node is None:
            continue
        if node.children:
            _drop_children(files, node.children, depth + 1)
        node.links -= 1
        files.drop_if_unused(number)
    children.clear()
