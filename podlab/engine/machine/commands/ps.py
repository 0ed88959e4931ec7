"""ps, pgrep, pkill, pidof: processes (procps on machines, busybox in its images)."""

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, ProcessInfo, Step, SystemCallError
from podlab.engine.machine.userland.accounts import user_names
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import command_name, getopt
from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.machine.userland.widths import cut


def main(p: Proc) -> Step:
    """ps [aux | -ef | -p pid]"""
    if is_busybox(p):
        return _busybox(p)
    words = p.argv[1:]
    letters = "".join(word.lstrip("-") for word in words if word[:1] == "-" or word.isalpha())
    rows = sorted(p.processes(), key=lambda row: row.pid)
    if "-p" in words or any(is_number(word) for word in words):
        wanted = {int(n) for word in words for n in word.split(",") if is_number(n)}
        rows = [row for row in rows if row.pid in wanted]
    width = p.window(1)[0] if p.isatty(1) and "w" not in letters else 1 << 16
    if "o" in letters and "-o" in words:
        return _custom(p, rows, words[words.index("-o") + 1 :], letters)
    if "u" in letters and "-u" not in words:
        return _user_format(p, rows, width)
    if "f" in letters and "-f" not in letters and any(w.startswith("-") for w in words):
        rows = rows if set(letters) & {"e", "A", "a"} or "-p" in words else _own(p, rows)
        return _full_format(p, rows, width)
    if not (set(letters) & {"e", "A", "x"}) and "-p" not in words:
        rows = _own(p, rows)
    _simple(p, rows, width)
    return 0


def _own(p: Proc, rows: list[ProcessInfo]) -> list[ProcessInfo]:
    mine = next((row for row in rows if row.pid == p.pid), None)
    tty = mine.tty if mine is not None else "?"
    return [row for row in rows if row.tty == tty and (tty != "?" or row.uid == p.uid)]


def _busybox(p: Proc) -> Step:
    options = getopt(p, "o:Tlwae", usage="[-o COL1,COL2=HEADER] [-T]")
    names = user_names(p)
    rows = sorted(p.processes(), key=lambda row: row.pid)
    if options.has("o"):
        return _custom(p, rows, [options.last("o")], "")
    width = p.window(1)[0] if p.isatty(1) else 1 << 16
    p.write(1, "PID   USER     COMMAND\n")
    for row in rows:
        user = names.get(row.uid, str(row.uid))[:8]
        p.write(1, cut(f"{row.pid:5d} {user:<8} {_command(row)}", width) + "\n")
    return 0


def _command(row: ProcessInfo) -> str:
    text = " ".join(row.argv).replace("\n", " ")
    return text if row.state != "Z" else f"[{_name(row)}] <defunct>"


def _name(row: ProcessInfo) -> str:
    return (row.argv[0].rpartition("/")[2] if row.argv else "?").lstrip("-")[:15]


def _time(micros: int, long: bool = True) -> str:
    seconds = micros // 1_000_000
    if not long:
        return f"{seconds // 60}:{seconds % 60:02d}"
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _start(p: Proc, row: ProcessInfo) -> str:
    return strftime(row.started, "%H:%M" if p.now - row.started < 86_400_000_000 else "%b%d")


def _simple(p: Proc, rows: list[ProcessInfo], width: int) -> None:
    p.write(1, f"{'PID':>7} {'TTY':<8} {'TIME':>8} CMD\n")
    for row in rows:
        tail = " <defunct>" if row.state == "Z" else ""
        text = f"{row.pid:7d} {row.tty:<8} {_time(row.cpu)} {_name(row)}{tail}"
        p.write(1, cut(text, width) + "\n")


def _user_format(p: Proc, rows: list[ProcessInfo], width: int) -> Step:
    names = user_names(p)
    p.write(1, "USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
    for row in rows:
        life = max(1, p.now - row.started)
        share = min(100.0, row.cpu * 100 / life)
        kib = row.memory // 1024
        text = (
            f"{names.get(row.uid, str(row.uid)):<8} {row.pid:7d} {share:4.1f} "
            f"{_memory_share(p, row):4.1f} {kib + 2400:6d} {kib:5d} {row.tty:<8} "
            f"{row.state:<4} {_start(p, row)} {_time(row.cpu, False):>6} {_command(row)}"
        )
        p.write(1, cut(text, width) + "\n")
    return 0


def _memory_share(p: Proc, row: ProcessInfo) -> float:
    try:
        text = p.files.read("/proc/meminfo").decode().split()
        total = int(text[1]) * 1024
    except (SystemCallError, ValueError, IndexError):
        return 0.0
    return row.memory * 100 / total


def _full_format(p: Proc, rows: list[ProcessInfo], width: int) -> Step:
    names = user_names(p)
    p.write(1, "UID          PID    PPID  C STIME TTY          TIME CMD\n")
    for row in rows:
        text = (f"{names.get(row.uid, str(row.uid)):<8} {row.pid:7d} {row.ppid:7d}  0 "
                f"{_start(p, row)} {row.tty:<8} {_time(row.cpu)} {_command(row)}")  # fmt: skip
        p.write(1, cut(text, width) + "\n")
    return 0


def _custom(p: Proc, rows: list[ProcessInfo], rest: list[str], letters: str) -> Step:
    names = user_names(p)
    columns = [column for column in ",".join(rest[:1]).split(",") if column]
    if not (set(letters) & {"e", "A", "x"}) and not is_busybox(p):
        rows = _own(p, rows)
    table = [[c.partition("=")[2] if "=" in c else _HEADS.get(c, c.upper()) for c in columns]]
    for row in rows:
        table.append([_cell(p, row, c.partition("=")[0], names) for c in columns])
    heads = any("=" not in column or column.partition("=")[2] for column in columns)
    widths = [max(len(line[n]) for line in table) for n in range(len(columns))]
    for line in table if heads else table[1:]:
        cells = [
            cell.rjust(width)
            if name.partition("=")[0] in ("pid", "ppid", "rss", "vsz")
            else cell.ljust(width)
            for cell, width, name in zip(line, widths, columns)
        ]
        p.write(1, " ".join(cells).rstrip() + "\n")
    return 0


_HEADS = {
    "comm": "COMMAND",
    "args": "COMMAND",
    "cmd": "CMD",
    "pcpu": "%CPU",
    "pmem": "%MEM",
    "%cpu": "%CPU",
    "%mem": "%MEM",
    "stat": "STAT",
    "etime": "ELAPSED",
    "tty": "TT",
}


def _cell(p: Proc, row: ProcessInfo, column: str, names: dict[int, str]) -> str:
    cells = {
        "pid": str(row.pid), "ppid": str(row.ppid), "user": names.get(row.uid, str(row.uid)),
        "uid": str(row.uid), "comm": _name(row), "args": _command(row), "cmd": _command(row),
        "command": _command(row), "stat": row.state, "state": row.state, "tty": row.tty,
        "time": _time(row.cpu), "rss": str(row.memory // 1024), "pgid": str(row.pid),
        "vsz": str(row.memory // 1024 + 2400), "etime": _time(p.now - row.started),
        "%cpu": "0.0", "pcpu": "0.0", "%mem": "0.0", "pmem": "0.0", "stime": _start(p, row),
    }  # fmt: skip
    if column not in cells:
        raise CommandFault(f'error: unknown user-defined format specifier "{column}"')
    return cells[column]


# --- by name -------------------------------------------------------------------------------------
def _matching(p: Proc, pattern: str, full: bool, exact: bool) -> list[ProcessInfo]:
    try:
        regex = Regex(f"^({pattern})$" if exact else pattern, extended=True)
    except RegexFault as fault:
        raise CommandFault(f"{command_name(p)}: {fault}", 2) from None
    rows = [row for row in sorted(p.processes(), key=lambda row: row.pid) if row.pid != p.pid]
    return [row for row in rows if regex.matches(" ".join(row.argv) if full else _name(row))]


def pgrep(p: Proc) -> Step:
    """pgrep [-flax] pattern"""
    options = getopt(p, "flaxnocu:P:", usage="[-flanovx] [-s SID|-P PPID|PATTERN]", status=2)
    if not options.args:
        raise CommandFault("pgrep: no matching criteria specified\n"
                           "Try `pgrep --help' for more information.", 2)  # fmt: skip
    rows = _matching(p, options.args[0], options.has("f"), options.has("x"))
    rows = rows[-1:] if options.has("n") else rows[:1] if options.has("o") else rows
    for row in rows:
        tail = (
            " " + " ".join(row.argv)
            if options.has("a")
            else (" " + _name(row) if options.has("l") else "")
        )
        p.write(1, f"{row.pid}{tail}\n")
    return 0 if rows else 1


def pkill(p: Proc) -> Step:
    """pkill [-signal] [-fx] pattern"""
    words = p.argv[1:]
    number = signals.TERM
    if words and words[0].startswith("-") and signals.number(words[0][1:]) is not None:
        number = signals.number(words[0][1:]) or number
        p.argv = [p.argv[0], *words[1:]]
    options = getopt(p, "fxnoe", usage="[-l|-SIGNAL] [-xfvno] [-s SID|-P PPID|PATTERN]", status=2)
    rows = _matching(p, options.args[0] if options.args else "", options.has("f"), options.has("x"))
    return _kill_all(p, rows, number)


def _kill_all(p: Proc, rows: list[ProcessInfo], number: int) -> int:
    for row in rows:
        try:
            p.kill(row.pid, number)
        except SystemCallError as failure:
            p.write(2, f"{command_name(p)}: killing pid {row.pid} failed: {failure}\n")
            return 1
    return 0 if rows else 1


def killall(p: Proc) -> Step:
    """killall [-signal] name…"""
    number, names = signals.TERM, p.argv[1:]
    if names and names[0].startswith("-"):
        found = signals.number(names[0].lstrip("-"))
        if found is None:
            raise CommandFault(f"{names[0][1:]}: unknown signal; killall -l lists signals.")
        number, names = found, names[1:]
    status = 0
    for name in names:
        rows = [row for row in p.processes() if _name(row) == name and row.pid != p.pid]
        if _kill_all(p, rows, number):
            busybox = is_busybox(p)
            p.write(2, f"killall: {name}: no process killed\n" if busybox
                    else f"{name}: no process found\n")  # fmt: skip
            status = 1
    return status


def pidof(p: Proc) -> Step:
    """pidof name…"""
    rows = [row for row in p.processes() if _name(row) in p.argv[1:] and row.pid != p.pid]
    if rows:
        p.write(1, " ".join(str(row.pid) for row in sorted(rows, key=lambda r: -r.pid)) + "\n")
    return 0 if rows else 1
