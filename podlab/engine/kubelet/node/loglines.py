"""Lines of a container's log as ``pods/log`` hands them out.

Here: tail, since, timestamps, limits.  Not here: where lines are kept (``runtime.logs``).
"""

from podlab.engine.apiserver.nodeproxy import LogOptions
from podlab.engine.kernel.clock import SECOND, moment, parse_rfc3339
from podlab.engine.runtime.cri import LogLine


def select_lines(lines: list[LogLine], options: LogOptions, now: int) -> list[LogLine]:
    """The lines that were asked for."""
    since = 0
    if options.since_seconds is not None:
        since = now - options.since_seconds * SECOND
    elif options.since_time:
        try:
            since = parse_rfc3339(options.since_time)
        except ValueError:
            since = 0
    if since:
        lines = [line for line in lines if line.time >= since]
    if options.tail_lines is not None:
        lines = lines[-options.tail_lines :] if options.tail_lines > 0 else []
    return lines


def write_lines(lines: list[LogLine], timestamps: bool, limit: int | None) -> bytes:
    """The lines as bytes, each with its time in front if asked for."""
    if timestamps:
        data = b"".join(f"{nano(line.time)} ".encode() + line.text for line in lines)
    else:
        data = b"".join(line.text for line in lines)
    return data if limit is None else data[:limit]


def nano(time: int) -> str:
    """RFC 3339 with nanoseconds, as container logs are stamped."""
    return moment(time).strftime("%Y-%m-%dT%H:%M:%S.%f") + "000Z"
