"""Terminals: the line discipline between who types and who reads.

Here: echo, erasing, signals from keys, window size, the bounded ring of what was shown.
Not here: line editing (the shell's own, in raw mode), or sockets to pages.
"""

from typing import Protocol

from podlab.engine.machine import signals
from podlab.engine.machine.state import TtyState

RATE = 2 << 20
"""Bytes a second that a terminal takes; a program that writes faster has to wait."""
RING = 64 << 10
MAX_LINE = 4096
MAX_READY = 256 << 10
_INTR, _EOF, _ERASE, _DELETE, _KILL, _QUIT, _SUSP, _WERASE = 3, 4, 8, 127, 21, 28, 26, 23
_KEY_SIGNALS = {_INTR: signals.INT, _QUIT: signals.QUIT, _SUSP: signals.TSTP}


class TtyHost(Protocol):
    """What a terminal needs of its machine."""

    def signal_group(self, group: int, signal: int) -> None: ...
    def wake(self, waiting: dict[int, int]) -> None: ...
    def terminal_changed(self, tty: TtyState) -> None: ...
    def clock(self) -> int: ...
    def drain_later(self, tty: TtyState, delay: int) -> None: ...
    def sink(self, sink: tuple[str, str, int], data: bytes) -> None: ...


def receive(host: TtyHost, tty: TtyState, data: bytes) -> None:
    """Keys that were typed."""
    if tty.raw:
        _ready(tty, data)
        host.wake(tty.waiting)
        return
    plain = bytearray()
    for byte in data:
        if byte >= 32 and byte != _DELETE and len(tty.line) + len(plain) < MAX_LINE:
            plain.append(byte)
            continue
        if plain:
            _typed(host, tty, bytes(plain))
            plain.clear()
        _control(host, tty, byte)
    if plain:
        _typed(host, tty, bytes(plain))
    if tty.ready:
        host.wake(tty.waiting)


def set_raw(host: TtyHost, tty: TtyState, raw: bool) -> None:
    """Switch the line discipline.  What was typed of an unfinished line can be read at once in raw
    mode, as on Linux: a shell that comes back finds what was typed ahead."""
    tty.raw = raw
    if raw and tty.line:
        tty.line, typed = b"", tty.line
        _ready(tty, typed)
        host.wake(tty.waiting)


def _ready(tty: TtyState, data: bytes) -> None:
    if data and sum(map(len, tty.ready)) + len(data) <= MAX_READY:
        tty.ready.append(data)


def _typed(host: TtyHost, tty: TtyState, data: bytes) -> None:
    tty.line += data
    show(host, tty, data)


def _control(host: TtyHost, tty: TtyState, byte: int) -> None:
    if byte in _KEY_SIGNALS:
        tty.line = b""
        tty.ready.clear()
        show(host, tty, b"^" + bytes([byte + 64]))
        host.signal_group(tty.foreground, _KEY_SIGNALS[byte])
        return
    if byte in (10, 13, _EOF):
        _end_line(host, tty, byte)
        return
    if byte in (_ERASE, _DELETE, _KILL, _WERASE):
        _erase(host, tty, byte)
    elif byte == 9:
        _typed(host, tty, b"\t")
    elif len(tty.line) < MAX_LINE:
        tty.line += bytes([byte])
        show(host, tty, b"^" + bytes([byte + 64]))


def _end_line(host: TtyHost, tty: TtyState, byte: int) -> None:
    """A line is complete; an end of file passes on what there is, perhaps nothing."""
    if byte == _EOF:
        tty.ready.append(tty.line)
    else:
        show(host, tty, b"\n")
        _ready(tty, tty.line + b"\n")
    tty.line = b""


def _erase(host: TtyHost, tty: TtyState, byte: int) -> None:
    text = tty.line.decode(errors="replace")
    if byte == _KILL:
        kept = ""
    elif byte == _WERASE:
        kept = text.rstrip()
        kept = kept[: len(kept) - len(kept.split(" ")[-1])] if kept else ""
    else:
        kept = text[:-1]
    gone = sum(2 if ord(letter) >= 0x1100 else 1 for letter in text[len(kept) :])
    tty.line = kept.encode()
    show(host, tty, b"\b \b" * gone)


def show(host: TtyHost, tty: TtyState, data: bytes) -> int:
    """Output of a program: newlines become carriage return and newline.  Returns how much is
    on its way to the screen: a terminal takes ``RATE`` bytes a second."""
    data = _translate(tty, data)
    backlog = backlog_of(host, tty)
    if not data:
        return backlog
    if tty.sink is not None:
        host.sink(tty.sink, data)
        return 0
    _keep(tty, data)
    tty.backlog, tty.backlog_at = backlog + len(data), host.clock()
    if tty.backlog > RING >= backlog:
        host.drain_later(tty, (tty.backlog - RING) * 1_000_000 // RATE + 1)
    host.terminal_changed(tty)
    return tty.backlog


def backlog_of(host: TtyHost, tty: TtyState) -> int:
    """How many bytes are still on their way to the screen."""
    return max(tty.backlog - (host.clock() - tty.backlog_at) * RATE // 1_000_000, 0)


def drained(host: TtyHost, tty: TtyState) -> None:
    """The screen has caught up: who waits to write may go on."""
    backlog = backlog_of(host, tty)
    if backlog > RING:
        host.drain_later(tty, (backlog - RING) * 1_000_000 // RATE + 1)
    else:
        host.wake(tty.waiting)


def _translate(tty: TtyState, data: bytes) -> bytes:
    if not data:
        return data
    before, tty.last_byte = tty.last_byte, data[-1]
    if b"\n" not in data:
        return data
    skip_first = data[0] == 10 and before == 13
    plain = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return plain[1:] if skip_first else plain


def _keep(tty: TtyState, data: bytes) -> None:
    tty.shown += len(data)
    tty.ring.append(data[-RING:])
    tty.ring_size += len(tty.ring[-1])
    while tty.ring_size > RING and len(tty.ring) > 1:
        tty.ring_size -= len(tty.ring.popleft())
    if len(tty.ring) > 512:
        joined = b"".join(tty.ring)
        tty.ring.clear()
        tty.ring.append(joined)


def since(tty: TtyState, offset: int) -> tuple[bytes, int]:
    """What was shown after an offset, as far as it is kept, and the offset to ask from next."""
    missing = tty.shown - offset
    if missing <= 0:
        return b"", tty.shown
    parts: list[bytes] = []
    for part in reversed(tty.ring):
        parts.append(part[-missing:])
        missing -= len(parts[-1])
        if missing <= 0:
            break
    return b"".join(reversed(parts)), tty.shown


def take(tty: TtyState, limit: int) -> bytes | None:
    """What a program may read: a line, b"" for an end of file, None if nothing was typed."""
    if not tty.ready:
        return b"" if tty.hung_up else None
    data = tty.ready.popleft()
    if len(data) > limit:
        tty.ready.appendleft(data[limit:])
        data = data[:limit]
    return data
