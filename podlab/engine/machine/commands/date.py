"""date: the virtual time."""

from datetime import datetime

from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt

UNITS = {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3600, "day": 86400,
         "week": 604800}  # fmt: skip


def main(p: Proc) -> Step:
    """date [-u] [-d time] [-r file] [-R] [-I[unit]] [+format]"""
    options = getopt(p, "ud:r:RI", {"utc": "u", "date=": "d", "reference=": "r", "rfc-2822": "R",
                                    "iso-8601=?": "iso", "rfc-3339=": "rfc"},
                     usage="[OPTIONS] [+FMT] [[-s] TIME]")  # fmt: skip
    time = p.now
    if options.has("d"):
        time = _parse(p, options.last("d"))
    if options.has("r"):
        try:
            time = p.files.stat(options.last("r")).mtime
        except SystemCallError as failure:
            raise CommandFault(f"date: {options.last('r')}: {failure}") from None
    form = "%a %b %e %H:%M:%S %Z %Y"
    if not is_busybox(p) and not options.has("u"):
        form = "%a %b %e %H:%M:%S %Z %Y"
    if options.has("R"):
        form = "%a, %d %b %Y %H:%M:%S +0000"
    elif options.has("I") or options.has("iso"):
        long = options.last("iso") in ("seconds", "s")
        form = "%Y-%m-%dT%H:%M:%S+00:00" if long else "%Y-%m-%d"
    elif options.has("rfc"):
        form = "%Y-%m-%d %H:%M:%S+00:00"
    if options.args:
        if not options.args[0].startswith("+"):
            raise CommandFault("date: cannot set date: Operation not permitted"
                               if is_number(options.args[0])
                               else f"date: invalid date ‘{options.args[0]}’")  # fmt: skip
        form = options.args[0][1:]
    p.write(1, strftime(time, form) + "\n")
    return 0


def _parse(p: Proc, text: str) -> int:
    words = text.lower().split()
    if text.startswith("@") and is_number(text[1:].lstrip("-")):
        return int(text[1:16]) * 1_000_000
    if text in ("now", "today", ""):
        return p.now
    if text in ("yesterday", "tomorrow"):
        return p.now + (86_400_000_000 if text == "tomorrow" else -86_400_000_000)
    if len(words) >= 2 and is_number(words[0].lstrip("+-")):
        unit = UNITS.get(words[1].rstrip("s"))
        if unit is not None:
            sign = -1 if words[-1] == "ago" else 1
            return p.now + sign * int(words[0][:9]) * unit * 1_000_000
    try:
        plain = text.strip().replace("Z", "+00:00")
        if datetime.fromisoformat(plain).tzinfo is None:
            plain = (plain if len(plain) > 10 else plain + "T00:00:00") + "+00:00"
        return parse_rfc3339(plain)
    except (ValueError, OverflowError):
        raise CommandFault(f"date: invalid date ‘{text}’") from None
