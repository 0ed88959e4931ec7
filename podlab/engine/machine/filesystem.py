"""Filesystems: trees of inodes as data, and read-only layers below them that are shared.

A ``Layer`` is an image's content: immutable, shared by all containers of all clusters, never in a
snapshot.  A ``FilesystemState`` names its layer and holds what was written above it; its inodes are
numbers, those of the layer below ``FIRST``.  Whatever is changed is copied up first, as overlayfs
does.  Not here: mounts, paths and permissions (``machine.vfs``), or computed files (``procfs``).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from podlab.engine.machine.errors import failed
from podlab.engine.machine.program import Stat

ROOT = 1
FIRST = 1_000_000
MAX_FILE = 1 << 34
_ZERO_RUN = 4096
_NOBODY = (0, False)


class LayerNode(NamedTuple):
    """One file of a layer; ``data`` is content or a link's target, ``children`` a directory's."""

    kind: str
    mode: int
    uid: int
    gid: int
    mtime: int
    data: bytes
    children: dict[str, int] | None


class Entry(NamedTuple):
    """A file as the author of an image writes it down: absolute path, kind, content or target."""

    path: str
    kind: str = "file"
    data: bytes = b""
    mode: int = 0o644
    uid: int = 0
    gid: int = 0


class Layer:
    """A read-only tree: nodes by number, the root is 1."""

    def __init__(self, name: str, entries: Iterable[Entry], mtime: int) -> None:
        self.name = name
        self.nodes: list[LayerNode] = [LayerNode("file", 0, 0, 0, 0, b"", None)]
        self._mtime = mtime
        self._add("directory", 0o755, 0, 0, b"")
        for entry in entries:
            self._place(entry)
        self.size = sum(len(node.data) for node in self.nodes)

    def _add(self, kind: str, mode: int, uid: int, gid: int, data: bytes) -> int:
        children: dict[str, int] | None = {} if kind == "directory" else None
        self.nodes.append(LayerNode(kind, mode, uid, gid, self._mtime, data, children))
        return len(self.nodes) - 1

    def _place(self, entry: Entry) -> None:
        *parents, name = entry.path.strip("/").split("/")
        children = self._children(ROOT)
        for part in parents:
            if part not in children:
                children[part] = self._add("directory", 0o755, 0, 0, b"")
            children = self._children(children[part])
        if entry.kind == "directory" and name in children:
            number = children[name]
            old = self.nodes[number]
            self.nodes[number] = old._replace(mode=entry.mode, uid=entry.uid, gid=entry.gid)
            return
        children[name] = self._add(entry.kind, entry.mode, entry.uid, entry.gid, entry.data)

    def _children(self, number: int) -> dict[str, int]:
        children = self.nodes[number].children
        assert children is not None, f"layer {self.name}: a file is used as a directory"
        return children


@dataclass(slots=True)
class Inode:
    """A file of an upper layer.

    A regular file's content is ``chunks``: bytes, or a number of zero bytes that are not stored.
    A directory's ``children`` stand above those of ``lower``; 0 marks a name that was removed.
    """

    kind: str
    mode: int
    uid: int
    gid: int
    mtime: int
    size: int = 0
    chunks: list[bytes | int] = field(default_factory=list)
    target: str = ""
    children: dict[str, int] | None = None
    lower: int = 0
    links: int = 1
    opened: int = 0
    pipe: int = 0


@dataclass(slots=True)
class Space:
    """A machine's disk: ``used`` of ``size`` simulated bytes, and what is really held of the
    host's memory."""

    size: int
    used: int = 0
    inodes: int = 0
    inode_limit: int = 50_000
    held: int = 0
    held_limit: int = 16 << 20
    ballast: int = 0
    """The part of ``used`` that no file holds: a fault filled the disk."""


@dataclass(slots=True)
class FilesystemState:
    """One filesystem: its name for ``df``, its layer ('' for none), what was written to it."""

    kind: str
    source: str
    layer: str = ""
    size: int = 0
    used: int = 0
    inodes: dict[int, Inode] = field(default_factory=dict)
    next_inode: int = FIRST
    moved: dict[int, int] = field(default_factory=dict)
    """Layer inodes that were copied up → their upper inode."""
    owners: dict[str, int] = field(default_factory=dict)
    """Of files in memory: bytes by the control group that pays for them."""


class Filesystem:
    """The operations on one filesystem's inodes; no paths, no permissions."""

    def __init__(
        self, state: FilesystemState, space: Space, layers: Callable[[str], Layer]
    ) -> None:
        self.state = state
        self.space = space
        self.pages: Callable[[FilesystemState, int], None] | None = None
        self.layer = layers(state.layer) if state.layer else None
        self._nodes = self.layer.nodes if self.layer is not None else ()

    def node(self, number: int) -> Inode | LayerNode:
        """An inode by number, the upper one if it was copied up."""
        number = self.state.moved.get(number, number)
        if number < FIRST and self.layer is not None:
            return self.layer.nodes[number]
        return self.state.inodes[number]

    def make_root(self, mode: int = 0o755, uid: int = 0, gid: int = 0, now: int = 0) -> None:
        """Give a filesystem without a layer its root directory."""
        self.state.inodes[FIRST] = Inode("directory", mode, uid, gid, now, children={})
        self.state.moved[ROOT] = FIRST
        self.state.next_inode = FIRST + 1
        self.space.inodes += 1

    # --- reading ---------------------------------------------------------------------------
    def lookup(self, directory: int, name: str) -> int:
        """The inode of a name in a directory; 0 if there is none."""
        return self.entry(directory, name)[0]

    def entry(self, directory: int, name: str) -> tuple[int, bool]:
        """The inode of a name in a directory (0 if there is none), and whether it is a link.

        Paths are walked with it: one call a name.
        """
        state, nodes = self.state, self._nodes
        moved = state.moved
        directory = moved.get(directory, directory)
        found: int | None = None
        if directory >= FIRST or not nodes:
            node = state.inodes[directory]
            if node.children is None:
                raise failed("ENOTDIR")
            found, directory = node.children.get(name), node.lower
        if found is None and directory and nodes:
            children = nodes[directory].children
            if children is None:
                raise failed("ENOTDIR")
            found = children.get(name, 0)
            found = moved.get(found, found)
        if not found:
            return _NOBODY
        if found >= FIRST or not nodes:
            return found, state.inodes[found].kind == "symlink"
        return found, nodes[found].kind == "symlink"

    def is_link(self, number: int) -> bool:
        """Whether an inode is a symbolic link."""
        number = self.state.moved.get(number, number)
        if number >= FIRST or self.layer is None:
            return self.state.inodes[number].kind == "symlink"
        return self.layer.nodes[number].kind == "symlink"

    def names(self, directory: int) -> list[str]:
        """The sorted names in a directory."""
        node = self.node(directory)
        if node.children is None:
            raise failed("ENOTDIR")
        if isinstance(node, LayerNode):
            return sorted(node.children)
        upper = node.children
        names = [name for name in self._lower_children(node) if name not in upper]
        names.extend(name for name, number in upper.items() if number)
        return sorted(names)

    def target(self, number: int) -> str:
        """What a symbolic link points to."""
        node = self.node(number)
        return node.data.decode() if isinstance(node, LayerNode) else node.target

    def stat(self, number: int) -> Stat:
        """What ``stat`` tells of an inode."""
        number = self.state.moved.get(number, number)
        node = self.node(number)
        links = 1 if isinstance(node, LayerNode) else node.links
        if node.children is not None:
            size, links = self._directory(number, node)
        elif isinstance(node, LayerNode):
            size = len(node.data)
        else:
            size = len(node.target) if node.kind == "symlink" else node.size
        kind = "device" if node.kind.startswith("device") else node.kind
        return Stat(kind, node.mode, node.uid, node.gid, size, node.mtime, number, links)

    def _directory(self, number: int, node: Inode | LayerNode) -> tuple[int, int]:
        """A directory's size and links: overlayfs shows one link where it has merged."""
        names = self.names(number)
        size = 40 + 20 * len(names) if self.state.kind == "tmpfs" else 4096
        if self.state.kind == "overlay" and (number == ROOT or not isinstance(node, LayerNode)):
            return size, 1
        inner = (self.node(self.lookup(number, name)).kind for name in names)
        return size, 2 + sum(kind == "directory" for kind in inner)

    def size(self, number: int) -> int:
        """A regular file's size in bytes."""
        node = self.node(number)
        return len(node.data) if isinstance(node, LayerNode) else node.size

    def read(self, number: int, offset: int = 0, limit: int = -1) -> bytes:
        """A part of a regular file."""
        node = self.node(number)
        if isinstance(node, LayerNode):
            return node.data[offset : offset + limit] if limit >= 0 else node.data[offset:]
        if limit < 0:
            limit = max(node.size - offset, 0)
        return _slice(node.chunks, offset, limit)

    def _lower_children(self, node: Inode) -> dict[str, int]:
        if not node.lower or self.layer is None:
            return {}
        return self.layer.nodes[node.lower].children or {}

    # --- writing ---------------------------------------------------------------------------
    def upper(self, number: int) -> Inode:
        """An inode that can be changed, copied up when it stands in the layer."""
        number = self.state.moved.get(number, number)
        if number >= FIRST:
            return self.state.inodes[number]
        assert self.layer is not None
        node = self.layer.nodes[number]
        fresh = Inode(node.kind, node.mode, node.uid, node.gid, node.mtime)
        if node.children is not None:
            fresh.children, fresh.lower = {}, number
        elif node.kind == "symlink":
            fresh.target = node.data.decode()
        else:
            self._charge(len(node.data), len(node.data))
            fresh.chunks, fresh.size = [node.data] if node.data else [], len(node.data)
        self.state.moved[number] = self._number(fresh)
        return fresh

    def copied_up(self, number: int) -> int:
        """The number of an inode in the upper layer, after copying it up."""
        self.upper(number)
        return self.state.moved.get(number, number)

    def create(self, directory: int, name: str, inode: Inode) -> int:
        """Enter a new inode in a directory; returns its number."""
        parent = self.upper(directory)
        if parent.children is None:
            raise failed("ENOTDIR")
        if len(name.encode(errors="surrogateescape")) > 255:
            raise failed("ENAMETOOLONG")
        number = self._number(inode)
        parent.children[name] = number
        parent.mtime = inode.mtime
        return number

    def enter(self, directory: int, name: str, number: int, now: int) -> None:
        """Give an inode of this filesystem a name (links, renames)."""
        number = self.copied_up(number)
        parent = self.upper(directory)
        assert parent.children is not None
        parent.children[name] = number
        parent.mtime = now

    def leave(self, directory: int, name: str, now: int) -> None:
        """Take a name out of a directory, without touching what it named."""
        parent = self.upper(directory)
        assert parent.children is not None
        if name in self._lower_children(parent):
            parent.children[name] = 0
        else:
            parent.children.pop(name, None)
        parent.mtime = now

    def unlink(self, directory: int, name: str, now: int) -> None:
        """Remove a name and, with its last name and opener gone, the inode."""
        number = self.lookup(directory, name)
        self.leave(directory, name, now)
        if number >= FIRST:
            node = self.state.inodes[number]
            node.links -= 1
            self.drop_if_unused(number)

    def drop_if_unused(self, number: int) -> None:
        """Free an inode that has no name and no opener any more."""
        node = self.state.inodes.get(number)
        if node is None or node.links > 0 or node.opened > 0:
            return
        self._charge(-node.size, -_held(node.chunks))
        self.space.inodes -= 1
        del self.state.inodes[number]

    def truncate(self, number: int, size: int = 0) -> None:
        """Cut or stretch a regular file."""
        node = self.upper(number)
        keep = _parts(node.chunks, 0, min(size, node.size))
        if size > node.size:
            keep.append(size - node.size)
        self._charge(size - node.size, _held(keep) - _held(node.chunks))
        node.chunks, node.size = keep, size

    def write(self, number: int, offset: int, data: bytes, now: int) -> None:
        """Write at an offset (the end appends)."""
        node = self.upper(number)
        end = offset + len(data)
        if end > MAX_FILE:
            raise failed("EFBIG")
        piece: bytes | int = data
        if len(data) >= _ZERO_RUN and not data.strip(b"\0"):
            piece = len(data)
        held = 0 if isinstance(piece, int) else len(data)
        if offset == node.size:
            self._charge(len(data), held)
            _append(node.chunks, piece)
            node.size = end
        else:
            self._overwrite(node, offset, piece, end)
        node.mtime = now

    def _overwrite(self, node: Inode, offset: int, piece: bytes | int, end: int) -> None:
        chunks = _parts(node.chunks, 0, min(offset, node.size))
        if offset > node.size:
            chunks.append(offset - node.size)
        chunks.append(piece)
        if end < node.size:
            chunks.extend(_parts(node.chunks, end, node.size - end))
        grown = max(end, node.size)
        self._charge(grown - node.size, _held(chunks) - _held(node.chunks))
        node.chunks, node.size = chunks, grown

    def release(self) -> None:
        """Give back all space that this filesystem used: it is going away."""
        held = sum([_held(node.chunks) for node in self.state.inodes.values() if node.chunks])
        self._charge(-self.state.used, -held)
        self.space.inodes -= len(self.state.inodes)
        self.state.inodes.clear()

    def _number(self, inode: Inode) -> int:
        if self.space.inodes >= self.space.inode_limit:
            raise failed("ENOSPC")
        self.space.inodes += 1
        number = self.state.next_inode
        self.state.next_inode = number + 1
        self.state.inodes[number] = inode
        return number

    def _charge(self, size: int, held: int) -> None:
        state, space = self.state, self.space
        if size > 0 or held > 0:
            if state.size and state.used + size > state.size:
                raise failed("ENOSPC")
            if space.used + size > space.size or space.held + held > space.held_limit:
                raise failed("ENOSPC")
        state.used += size
        space.used += size
        space.held += held
        if size and self.pages is not None:
            self.pages(state, size)


def _held(chunks: list[bytes | int]) -> int:
    return sum(len(chunk) for chunk in chunks if not isinstance(chunk, int))


def _append(chunks: list[bytes | int], piece: bytes | int) -> None:
    last = chunks[-1] if chunks else None
    if isinstance(piece, int):
        if isinstance(last, int):
            chunks[-1] = last + piece
        elif piece:
            chunks.append(piece)
    elif isinstance(last, bytes) and len(last) + len(piece) < 8192:
        chunks[-1] = last + piece
    elif piece:
        chunks.append(piece)


def _parts(chunks: list[bytes | int], offset: int, limit: int) -> list[bytes | int]:
    """The chunks of a part of a file."""
    found: list[bytes | int] = []
    for chunk in chunks:
        if limit <= 0:
            break
        length = chunk if isinstance(chunk, int) else len(chunk)
        if offset >= length:
            offset -= length
            continue
        take = min(length - offset, limit)
        part = take if isinstance(chunk, int) else chunk[offset : offset + take]
        found.append(part)
        limit -= take
        offset = 0
    return found


def _slice(chunks: list[bytes | int], offset: int, limit: int) -> bytes:
    parts = _parts(chunks, offset, min(limit, 64 << 20))
    if len(parts) == 1 and isinstance(parts[0], bytes):
        return parts[0]
    return b"".join(bytes(part) if isinstance(part, int) else part for part in parts)
