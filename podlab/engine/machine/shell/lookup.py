"""Finding a command: PATH, permissions, and bash's words when there is none.

Not here: running it.
"""

from podlab.engine.machine.program import Stat, SystemCallError
from podlab.engine.machine.shell.context import Shell

DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Missing(Exception):
    """There is no such command: the shell's words and the exit status."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.words = words
        self.status = status


def executable(shell: Shell, found: Stat) -> bool:
    """Whether this user may execute a file."""
    mode, p = found.mode, shell.p
    if p.uid == 0:
        return bool(mode & 0o111)
    if found.uid == p.uid:
        return bool(mode & 0o100)
    return bool(mode & (0o010 if found.gid == p.gid else 0o001))


def search(shell: Shell, name: str, path: str | None = None) -> str | None:
    """The path of a program found through PATH."""
    if path is None:
        path = shell.variables.get("PATH")
    for directory in (DEFAULT_PATH if path is None else path).split(":")[:100]:
        candidate = f"{directory or '.'}/{name}"
        try:
            found = shell.p.files.stat(candidate)
        except SystemCallError:
            continue
        if found.type == "file" and executable(shell, found):
            return candidate
    return None


def find_program(shell: Shell, name: str, path: str | None = None) -> str:
    """The path of a command.

    Raises:
        Missing: there is none.
    """
    if "/" not in name:
        found = search(shell, name, path) if name else None
        if found is None:
            words = f"{name}: not found" if shell.ash else f"{name}: command not found"
            raise Missing(words, 127)
        return found
    try:
        stat = shell.p.files.stat(name)
    except SystemCallError as failure:
        if failure.name == "EACCES":
            raise Missing(f"{name}: Permission denied", 126) from None
        words = "not found" if shell.ash else str(failure)
        raise Missing(f"{name}: {words}", 127) from None
    if stat.type == "directory":
        words = "Permission denied" if shell.ash else "Is a directory"
        raise Missing(f"{name}: {words}", 126)
    if not executable(shell, stat):
        raise Missing(f"{name}: Permission denied", 126)
    return name
