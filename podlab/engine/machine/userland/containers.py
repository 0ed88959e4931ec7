"""What docker, crictl and ctr see of a node's container runtime (``p.service("containerd")``).

Here: a Protocol and the words for ages and sizes.  Not here: the runtime (``engine.runtime``),
the commands.
"""

from typing import Any, Protocol

from podlab.engine.machine.program import Proc, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault, ServiceFault


class ContainerRuntime(Protocol):
    """The part of the runtime that the node's tools use."""

    def sandboxes(self, uid: str = "") -> list[Any]: ...
    def containers(self, sandbox: str = "") -> list[Any]: ...
    def images(self) -> list[Any]: ...
    def image(self, image: str) -> Any: ...
    def pull(self, image: str, auth: dict[str, str] | None, token: str) -> int: ...
    def pull_result(self, token: str) -> str: ...
    def remove_image(self, image: str) -> None: ...
    def stop_sandbox(self, sandbox: str) -> None: ...
    def remove_sandbox(self, sandbox: str) -> None: ...
    def remove_container(self, container: str) -> None: ...
    def signal_container(self, container: str, signal: str) -> None: ...
    def logs(self, container: str, position: int = 0) -> tuple[list[Any], int]: ...
    def exec(self, container: str, command: list[str], *, stdin: bool, tty: bool) -> str: ...
    def session_read(self, session: str) -> list[tuple[int, bytes]]: ...
    def session_write(self, session: str, data: bytes) -> None: ...
    def session_close_input(self, session: str) -> None: ...
    def session_exit(self, session: str) -> int | None: ...
    def session_close(self, session: str) -> None: ...
    def usage(self, container: str) -> Any: ...


def runtime(p: Proc, refusal: str) -> ContainerRuntime:
    """The machine's runtime.

    Raises:
        CommandFault: there is none here.
    """
    try:
        found: ContainerRuntime = p.service("containerd")
    except SystemCallError:
        raise CommandFault(refusal) from None
    return found


def find(rows: list[Any], text: str) -> Any:
    """The row whose id begins with a text; None if there is none."""
    return next((row for row in rows if text and row.id.startswith(text)), None)


def age(micros: int) -> str:
    """``About a minute``, ``3 hours``: docker's words."""
    seconds = micros // 1_000_000
    if seconds < 1:
        return "Less than a second"
    if seconds < 60:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes = seconds // 60
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    hours = minutes // 60
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    return f"{hours // 24} days" if hours < 24 * 14 else f"{hours // 168} weeks"


def size_text(size: int) -> str:
    """``142MB``: docker's and crictl's sizes, three digits."""
    number, unit = float(size), "B"
    for each in ("B", "kB", "MB", "GB"):
        unit = each
        if number < 1000:
            break
        number /= 1000
    text = f"{number:.3g}"
    return f"{text}{unit}"


def split_tag(name: str) -> tuple[str, str]:
    """(repository, tag) of ``docker.io/library/nginx:1.25``."""
    head, colon, tag = name.rpartition(":")
    return (head, tag) if colon and "/" not in tag else (name, "<none>")


def familiar(name: str) -> str:
    """A reference as docker shows it: without docker.io/library/."""
    return name.removeprefix("docker.io/library/").removeprefix("docker.io/")


def table(rows: list[list[str]], gap: int = 3) -> str:
    """Rows in columns."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "".join(
        "".join(cell.ljust(width + gap) for cell, width in zip(row, widths)).rstrip() + "\n"
        for row in rows
    )


__all__ = ["CommandFault", "ContainerRuntime", "ServiceFault", "age", "familiar", "find",
           "runtime", "size_text", "split_tag", "table"]  # fmt: skip
