"""Executables: which program a command line starts.

An executable is a file whose content is a marker that names a program of the simulation
(``marker``), or a script that names its interpreter (``#!/bin/sh``).  So the path, the permissions
and the errors all follow from the filesystem.  Not here: the programs (``commands``, ``images``).
"""

from typing import NamedTuple

from podlab.engine.machine.errors import failed
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.vfs import EXECUTE, Place, Subject, Vfs

MAGIC = b"\x7fELF\x00podlab:"
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
MAX_ARGUMENTS = 128 << 10


class Loaded(NamedTuple):
    """A program that was found: its name, the final argument vector, the executable's path."""

    program: str
    argv: list[str]
    path: str


def marker(program: str) -> bytes:
    """The content of an executable file."""
    return MAGIC + program.encode()


def load(vfs: Vfs, subject: Subject, argv: list[str], path: str | None) -> Loaded:
    """Find the program of a command line by a PATH (None: the default).
    Raises ENOENT, EACCES, ENOEXEC, E2BIG."""
    if not argv or not argv[0]:
        raise failed("ENOENT")
    if sum(map(len, argv)) > MAX_ARGUMENTS:
        raise failed("E2BIG")
    return _load_file(vfs, subject, _find(vfs, subject, argv[0], path), argv)


def _find(vfs: Vfs, subject: Subject, name: str, path: str | None) -> str:
    if "/" in name:
        return name
    denied = False
    for directory in (DEFAULT_PATH if path is None else path).split(":")[:64]:
        candidate = f"{directory or '.'}/{name}"
        try:
            _check(vfs, subject, candidate)
        except SystemCallError as error:
            denied = denied or error.name == "EACCES"
            continue
        return candidate
    raise failed("EACCES" if denied else "ENOENT")


def _check(vfs: Vfs, subject: Subject, path: str) -> Place:
    """The executable file at a path."""
    place = vfs.resolve(subject, path)
    stat = vfs.stat(subject, place)
    if stat.type != "file" or not stat.mode & 0o111:
        raise failed("EACCES")
    vfs.check(subject, place, EXECUTE)
    return place


def _load_file(vfs: Vfs, subject: Subject, path: str, argv: list[str]) -> Loaded:
    for _ in range(4):
        place = _check(vfs, subject, path)
        if not place.inode:
            raise failed("EACCES")
        head = vfs.filesystem(place.mount.fs).read(place.inode, 0, 256)
        if head.startswith(MAGIC):
            return Loaded(head[len(MAGIC) :].decode(errors="replace"), argv, place.path)
        if not head.startswith(b"#!"):
            raise failed("ENOEXEC")
        words = head.split(b"\n", 1)[0][2:].decode(errors="replace").strip().split(None, 1)
        if not words:
            raise failed("ENOEXEC")
        argv = [*words, path, *argv[1:]]
        path = words[0]
    raise failed("ELOOP")
