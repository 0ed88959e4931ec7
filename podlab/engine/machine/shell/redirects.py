"""Redirections: which descriptor of the shell stands behind 0, 1, 2 for a while.

The shell's own descriptors never move: ``state.fds`` maps the numbers a script uses to them.
Not here: expansion of the targets.
"""

from collections.abc import Sequence

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.shell.context import GiveUp, Shell
from podlab.engine.machine.shell.expand import Expander
from podlab.engine.machine.shell.nodes import Redirect

Resolved = tuple[str, int, str]


def resolve(expander: Expander, redirects: Sequence[Redirect]) -> list[Resolved]:
    """Redirections with their targets expanded."""
    result = []
    for redirect in redirects:
        if redirect.op in ("<<", "<<<"):
            text = expander.text(redirect.target)
            result.append(("<<", redirect.fd, text + ("\n" if redirect.op == "<<<" else "")))
        else:
            result.append((redirect.op, redirect.fd, expander.text(redirect.target)))
    return result


def apply(shell: Shell, redirects: list[Resolved]) -> list[int]:
    """Make redirections; returns the descriptors that were opened for them.

    Raises:
        GiveUp: one of them failed (and what was opened is closed again).
    """
    opened: list[int] = []
    fds = dict(shell.state.fds)
    for op, fd, target in redirects:
        try:
            _one(shell, fds, opened, (op, fd, target))
        except SystemCallError as failure:
            close(shell, opened)
            shell.error(_words(shell, op, target, failure))
            raise GiveUp(1) from None
    shell.state.fds = fds
    return opened


def close(shell: Shell, opened: list[int]) -> None:
    """Close descriptors that were opened for redirections."""
    for fd in opened:
        shell.p.close(fd)


def _one(shell: Shell, fds: dict[int, int], opened: list[int], redirect: Resolved) -> None:
    op, fd, target = redirect
    if op == "<<":
        reader, writer = shell.p.pipe()
        shell.p.write(writer, target)
        shell.p.close(writer)
        fds[fd] = reader
        opened.append(reader)
    elif op in ("<&", ">&") and (target == "-" or is_number(target)):
        _duplicate(fds, fd, target)
    elif op in ("&>", "&>>", ">&"):
        actual = shell.p.open(_target(shell, target), "a" if op == "&>>" else "w")
        opened.append(actual)
        fds[1] = fds[2] = actual
    else:
        if target.startswith("/dev/fd/") and is_number(target[8:]) and int(target[8:]) in fds:
            _duplicate(fds, fd, target[8:])
            return
        mode = {"<": "r", ">": "w", ">|": "w", ">>": "a", "<>": "r+"}[op]
        actual = shell.p.open(_target(shell, target), mode)
        opened.append(actual)
        fds[fd] = actual


def _target(shell: Shell, target: str) -> str:
    if not target:
        raise SystemCallError("ENOENT", "No such file or directory")
    return target


def _duplicate(fds: dict[int, int], fd: int, target: str) -> None:
    if target == "-":
        fds.pop(fd, None)
    elif int(target) in fds:
        fds[fd] = fds[int(target)]
    else:
        raise SystemCallError("EBADF", "Bad file descriptor")


def _words(shell: Shell, op: str, target: str, failure: SystemCallError) -> str:
    if not shell.ash:
        return f"{target}: {failure}"
    if failure.name == "EBADF":
        return f"{target}: Bad file descriptor"
    if op == "<":
        words = "no such file" if failure.name == "ENOENT" else str(failure)
        return f"can't open {target}: {words}"
    words = "nonexistent directory" if failure.name == "ENOENT" else str(failure)
    return f"can't create {target}: {words}"
