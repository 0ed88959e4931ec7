"""Snapshots: a cluster's state as bytes, and its fingerprint.

State is data: dataclasses with slots, named tuples and built-in containers.  A snapshot is their
pickle, compressed, read back by an unpickler that builds nothing but the engine's own records, so
that bytes from a database cannot run anything.  It can be written piece by piece, so that nobody
waits for a large one: first the largest containers in batches, at last the state, which then only
refers to what is already written.  The fingerprint is a hash of the values alone, the
same for equal states however they came about.  Not here: what the state is (``engine.cluster``).
"""

import hashlib
import io
import pickle
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

FORMAT = 9
"""Raised when old snapshots can no longer be read; the journal then replays from the start."""

BATCH = 32
"""Things that are written in one piece."""
DEPTH = 3
"""How deep in a state large containers are looked for."""

_BUILTIN = {("collections", "deque"), ("builtins", "set"), ("builtins", "frozenset")}


class BadSnapshot(Exception):
    """Bytes that are not a snapshot of this version's states."""


class _StateUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Only the engine's records and a few containers may be built."""
        if (module, name) in _BUILTIN:
            return super().find_class(module, name)
        if not module.startswith("podlab.engine."):
            raise BadSnapshot(f"{module}.{name} is not a state")
        found = super().find_class(module, name)
        if not isinstance(found, type) or not (is_dataclass(found) or issubclass(found, tuple)):
            raise BadSnapshot(f"{module}.{name} is not a state")
        return found


def to_bytes(state: Any) -> bytes:
    """A state, written out."""
    return b"".join(in_pieces(state))


def in_pieces(state: Any) -> Iterator[bytes]:
    """A state, written out bit by bit: it must not change meanwhile (``kernel.sharing``)."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, protocol=5)
    packer = zlib.compressobj(level=1)
    batches = list(_batches(state, DEPTH))
    for part in ((FORMAT, len(batches)), *batches, state):
        pickler.dump(part)
        yield packer.compress(written.getvalue())
        written.seek(0)
        written.truncate()
    yield packer.flush()


def _batches(value: Any, depth: int) -> Iterator[tuple[Any, ...]]:
    """The contents of the large containers in a state, some at a time."""
    if is_dataclass(value):
        inner = [getattr(value, field.name) for field in fields(value)]
    else:
        inner = list(value.values()) if isinstance(value, dict) else list(value)
        if len(inner) > BATCH:
            for start in range(0, len(inner), BATCH):
                yield tuple(inner[start : start + BATCH])
            return
    if depth:
        for one in inner:
            if isinstance(one, dict | list | deque) or is_dataclass(one):
                yield from _batches(one, depth - 1)
                yield (one,)


def from_bytes(data: bytes) -> Any:
    """A state, read back.

    Raises:
        BadSnapshot: the bytes are damaged, of another format, or hold anything but states.
    """
    try:
        return _read(_StateUnpickler(io.BytesIO(zlib.decompress(data))))
    except (
        zlib.error, pickle.UnpicklingError, EOFError, LookupError, AttributeError, TypeError,
        ValueError, ImportError,
    ) as error:  # fmt: skip
        raise BadSnapshot(str(error)) from error


def _read(unpickler: _StateUnpickler) -> Any:
    header = unpickler.load()
    if not isinstance(header, tuple) or len(header) != 2 or header[0] != FORMAT:
        raise BadSnapshot("another format")
    for _ in range(header[1]):
        unpickler.load()  # what follows refers to it
    return unpickler.load()


def fingerprint(state: Any) -> str:
    """A hash of a state's values, in hexadecimal digits.

    Raises:
        TypeError: something in it is not plain data.
    """
    digest = hashlib.blake2b(digest_size=16)
    _feed(state, digest.update)
    return digest.hexdigest()


def _feed(value: Any, update: Any) -> None:
    if value is None or isinstance(value, bool | int | float | str | bytes):
        update(f"{type(value).__name__}:{value!r};".encode())
    elif isinstance(value, dict | list | tuple | deque | set | frozenset):
        _feed_container(value, update)
    elif is_dataclass(value):
        update(type(value).__name__.encode())
        for field in fields(value):
            _feed(getattr(value, field.name), update)
    else:
        raise TypeError(f"not plain data: {type(value).__module__}.{type(value).__name__}")


def _feed_container(value: Any, update: Any) -> None:
    if isinstance(value, dict):
        update(b"{")
        for key, inner in value.items():
            _feed(key, update)
            _feed(inner, update)
        update(b"}")
        return
    unordered = isinstance(value, set | frozenset)
    update(b"<" if unordered else b"[")
    for inner in sorted(value, key=repr) if unordered else value:
        _feed(inner, update)
    update(b">" if unordered else b"]")
