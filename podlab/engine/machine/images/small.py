"""Programs of several images that only wait, or that stand for what is not simulated.

Here: pause, opaque servers, forwarding of a port.  Not here: web servers, databases.
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.machine import signals
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.loader import marker
from podlab.engine.machine.net.http import Response
from podlab.engine.machine.program import (
    SIGNAL,
    BrokenPipe,
    Proc,
    Step,
    SystemCallError,
    first_of,
    readable,
    writable,
)

_HTTP2_SETTINGS = b"\0\0\0\4\0\0\0\0\0"
_PENDING_LIMIT = 64 << 10
_OPAQUE_MEMORY = 2 << 20
_OPAQUE_TEXT = b"not simulated: what this image's program answers\n"
_OPAQUE_ANSWER = Response(
    200,
    [("Content-Type", "text/plain"), ("Content-Length", str(len(_OPAQUE_TEXT))),
     ("Connection", "close")],
    _OPAQUE_TEXT,
).to_bytes()  # fmt: skip


def pause_entries() -> Iterator[Entry]:
    """The pause image: one program."""
    yield Entry("/pause", data=marker("pause"), mode=0o755)
    for path in ("/dev", "/proc", "/sys", "/etc"):
        yield Entry(path, "directory", mode=0o755)


def device_entries() -> Iterator[Entry]:
    """What stands in every /dev."""
    for name in ("null", "zero", "full", "random", "tty", "urandom"):
        kind = "random" if name == "urandom" else name
        yield Entry(f"/{name}", f"device:{kind}", mode=0o666)
    for place, name in enumerate(("stdin", "stdout", "stderr")):
        yield Entry(f"/{name}", "symlink", f"/proc/self/fd/{place}".encode(), 0o777)
    yield Entry("/fd", "symlink", b"/proc/self/fd", 0o777)
    yield Entry("/ptmx", "symlink", b"pts/ptmx", 0o777)
    for name in ("pts", "shm", "mqueue"):
        yield Entry(f"/{name}", "directory", mode=0o1777)


def pause(p: Proc) -> Step:
    """Hold the namespaces of a sandbox until told to stop."""
    for signal in (signals.INT, signals.TERM, signals.CHLD):
        p.handle_signal(signal)
    for signal in p.signals():
        if signal != signals.CHLD:
            return 0
    try:
        while p.reap() is not None:
            pass
    except SystemCallError:
        pass
    return SIGNAL


def opaque(p: Proc) -> Step:
    """A program that is not simulated: it runs for ever and listens on its declared ports (from
    its memory), answering whoever says something with one line."""
    memory = p.memory
    if "listening" not in memory:
        p.handle_signal(signals.TERM)
        p.charge(memory=_OPAQUE_MEMORY)
        memory["listening"] = [p.listen(port) for port in memory.get("ports", ())]
        memory["clients"] = []
    if p.signals():
        return 0
    for fd in memory["listening"]:
        while (accepted := p.accept(fd)) is not None:
            memory["clients"].append(accepted[0])
    memory["clients"] = [fd for fd in memory["clients"] if not _answered(p, fd)]
    return first_of(SIGNAL, *map(readable, (*memory["listening"], *memory["clients"])))


def _answered(p: Proc, fd: int) -> bool:
    """Whether a client is done with: it had its line (HTTP/2's empty settings if it began with
    that preface), or it left, as a TCP probe does."""
    try:
        asked = p.read(fd)
        if asked is None:
            return False
        if asked:
            http2 = asked.startswith(b"PRI * HTTP/2.0")
            p.write(fd, _HTTP2_SETTINGS if http2 else _OPAQUE_ANSWER)
    except SystemCallError:
        pass
    p.close(fd)
    return True


def forward(p: Proc) -> Step:
    """Connect standard input and output with a port of this network namespace: argv[1]; with
    ``-z`` only see whether that can be done."""
    memory = p.memory
    if "fd" not in memory:
        memory["fd"] = p.connect("127.0.0.1", int(p.argv[1]))
        memory["up"], memory["done"] = b"", False
    fd = memory["fd"]
    try:
        if p.connected(fd) is None:
            return writable(fd)
        if p.argv[2:] == ["-z"]:
            return 0
        return _copy(p, fd, memory)
    except BrokenPipe:
        return 0
    except SystemCallError as error:
        port = p.argv[1]
        words = str(error).lower()
        p.write(2, f"dial tcp4 127.0.0.1:{port}: connect: {words}")
        return 1


def _copy(p: Proc, fd: int, memory: dict[str, Any]) -> Step:
    while (data := p.read(fd)) is not None:
        if not data:
            return 0
        p.write(1, data)
    while not memory["done"] and (data := p.read(0)) is not None:
        if not data:
            memory["done"] = True
            p.shutdown(fd)
        elif p.write(fd, data) > _PENDING_LIMIT:
            return first_of(writable(fd), readable(fd))
    return readable(fd) if memory["done"] else first_of(readable(fd), readable(0))
