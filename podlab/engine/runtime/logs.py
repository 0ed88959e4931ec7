"""Container logs: lines with their times, bounded.

Here: cutting output into lines, reading on from a position.  Not here: options like ``--tail``
(the kubelet's).
"""

from podlab.engine.runtime.cri import LogLine
from podlab.engine.runtime.state import Log

LIMIT = 192 << 10
MAX_LINE = 16 << 10


def write(log: Log, now: int, channel: int, data: bytes) -> bool:
    """Take output; True when at least one line was completed."""
    text = log.partial.pop(channel, b"") + data
    *lines, rest = text.split(b"\n")
    for line in lines:
        _add(log, now, channel, line + b"\n")
    while len(rest) >= MAX_LINE:
        _add(log, now, channel, rest[:MAX_LINE])
        rest = rest[MAX_LINE:]
    if rest:
        log.partial[channel] = rest
    return bool(lines)


def flush(log: Log, now: int) -> None:
    """The container has ended: what stands without a newline is a line too."""
    for channel in sorted(log.partial):
        _add(log, now, channel, log.partial[channel])
    log.partial.clear()


def read(log: Log, position: int) -> tuple[list[LogLine], int]:
    """The lines from a position on, and the next position."""
    start = max(position - log.dropped, 0)
    lines = list(log.lines)[start:] if start else list(log.lines)
    return lines, log.dropped + len(log.lines)


def _add(log: Log, now: int, channel: int, text: bytes) -> None:
    log.lines.append(LogLine(now, "stdout" if channel == 1 else "stderr", text))
    log.size += len(text) + 64
    while log.size > LIMIT and log.lines:
        log.size -= len(log.lines.popleft().text) + 64
        log.dropped += 1
