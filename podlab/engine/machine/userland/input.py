"""Reading a command's input: files one after the other, or standard input, by lines.

All that is remembered is an ``Input`` in the process's memory.  Not here: what is done with it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from podlab.engine.machine.program import (
    YIELD,
    Proc,
    SystemCallError,
    Wait,
    readable,
    writable,
)
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import command_name

FULL = 65_536
LINES = 2_000
WHOLE = 8 << 20


@dataclass(slots=True)
class Input:
    """Where the reading stands.  ``names`` are the files ('-' is standard input)."""

    names: list[str]
    at: int = 0
    fd: int = -1
    buffer: bytes = b""
    ended: bool = False
    status: int = 0
    name: str = ""
    line: int = 0
    fresh: bool = True
    collected: list[bytes] = field(default_factory=list)
    size: int = 0


def begin(p: Proc, names: list[str]) -> Input:
    """The input of a command, made at its first call."""
    found: Input | None = p.memory.get("input")
    if found is None:
        found = p.memory["input"] = Input(list(names) or ["-"])
    return found


def _open(p: Proc, source: Input) -> bool:
    """Go to the next file; False when there is none left."""
    while source.at < len(source.names):
        name = source.names[source.at]
        source.at += 1
        source.name, source.line, source.fresh = name, 0, True
        if name == "-":
            source.fd = 0
            return True
        try:
            if p.files.is_dir(name):
                raise SystemCallError("EISDIR", "Is a directory")
            source.fd = p.open(name)
        except SystemCallError as failure:
            complain(p, name, failure)
            source.status = 1
            continue
        return True
    return False


def complain(p: Proc, name: str, failure: SystemCallError) -> None:
    """Say that a file cannot be read."""
    command = command_name(p)
    if is_busybox(p) and command not in ("grep", "egrep", "fgrep", "sort"):
        verb = "read error" if failure.name == "EISDIR" else "can't open"
        text = f"{verb}: {failure}" if verb == "read error" else f"can't open '{name}': {failure}"
        p.write(2, f"{command}: {text}\n")
    elif command in ("head", "tail") and failure.name == "EISDIR":
        p.write(2, f"{command}: error reading '{name}': {failure}\n")
    elif command in ("head", "tail"):
        p.write(2, f"{command}: cannot open '{name}' for reading: {failure}\n")
    elif command == "sort" and not is_busybox(p):
        verb = "read failed" if failure.name == "EISDIR" else "cannot read"
        p.write(2, f"sort: {verb}: {name}: {failure}\n")
    else:
        p.write(2, f"{command}: {name}: {failure}\n")


def read_chunk(p: Proc, source: Input) -> bytes | None:
    """More bytes; b"" at the end of everything; None if it would block."""
    while True:
        if source.fd < 0 and not _open(p, source):
            return b""
        data = p.read(source.fd)
        if data is None or data:
            return data
        _close(p, source)


def _close(p: Proc, source: Input) -> None:
    if source.fd > 0:
        p.close(source.fd)
    source.fd = -1


def next_line(p: Proc, source: Input) -> bytes | None:
    """The next line with its newline (if it has one); b"" at the end; None if it would block."""
    while True:
        end = source.buffer.find(b"\n") + 1
        if end:
            line, source.buffer = source.buffer[:end], source.buffer[end:]
            source.line += 1
            return line
        if source.fd < 0:
            if source.buffer:
                line, source.buffer = source.buffer, b""
                source.line += 1
                return line
            if not _open(p, source):
                return b""
        data = p.read(source.fd)
        if data is None:
            return None
        if data:
            source.buffer += data
            continue
        _close(p, source)


def skip_file(p: Proc, source: Input) -> None:
    """Read no more of the current file."""
    source.buffer = b""
    _close(p, source)


def each_line(p: Proc, source: Input, work: Callable[[bytes], bytes | None]) -> Wait | None:
    """Give each line to ``work`` and write what it returns; None when all is read (or ``work``
    said so by None)."""
    output: list[bytes] = []
    waiting: Wait | None = YIELD
    for _ in range(LINES):
        line = next_line(p, source)
        if line is None:
            waiting = readable(source.fd)
            break
        result = work(line) if line else None
        if result is None:
            waiting = None
            break
        output.append(result)
    data = b"".join(output)
    if data and p.write(1, data) > FULL and waiting is not None:
        return writable(1)
    return waiting


def collect(p: Proc, source: Input) -> Wait | None:
    """Read everything into ``source.collected``; None when all is there (or 8 MiB are)."""
    for _ in range(LINES):
        data = read_chunk(p, source)
        if data is None:
            return readable(source.fd)
        if not data or source.size > WHOLE:
            return None
        source.collected.append(data)
        source.size += len(data)
    return YIELD


def collected_lines(source: Input) -> list[bytes]:
    """The lines (without newlines) that ``collect`` read."""
    lines = b"".join(source.collected).split(b"\n")
    return lines[:-1] if lines and not lines[-1] else lines


def text(data: bytes) -> str:
    """Bytes as text that can be written back as they were."""
    return data.decode("utf-8", "surrogateescape")


def raw(data: str) -> bytes:
    """The opposite of ``text``."""
    return data.encode("utf-8", "surrogateescape")
