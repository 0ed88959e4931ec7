"""head and tail (also -f)."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import (
    YIELD,
    Proc,
    Step,
    SystemCallError,
    first_of,
    readable,
    until,
)
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.input import Input, begin, complain, each_line, read_chunk
from podlab.engine.machine.userland.options import Options, command_name, getopt

LONG = {"lines=": "n", "bytes=": "c", "quiet": "q", "verbose": "v", "follow=?": "f", "retry": "R",
        "silent": "q"}  # fmt: skip
USAGE = "[OPTIONS] [FILE]..."
KEEP = 1 << 20


def _counts(p: Proc) -> Options:
    """Options with the old ``-5`` read as ``-n 5``."""
    letters = "n:c:qvfFsR"
    words = [p.argv[0]]
    for word in p.argv[1:]:
        old = word.startswith("-") and is_number(word[1:])
        words.extend(["-n", word[1:]] if old else [word])
    p.argv = words
    return getopt(p, letters, LONG, usage=USAGE)


def _number(p: Proc, options: Options, letter: str) -> tuple[int, str]:
    """(count, sign) out of -n or -c."""
    text = options.last(letter, "10")
    sign = text[0] if text[:1] in ("+", "-") else ""
    digits, unit = text.lstrip("+-"), 1
    if digits[-1:] in ("k", "K", "M"):
        unit = 1024 if digits[-1] in "kK" else 1 << 20
        digits = digits[:-1]
    if not is_number(digits):
        name, what = command_name(p), "bytes" if letter == "c" else "lines"
        if is_busybox(p):
            raise CommandFault(f"{name}: invalid number '{text}'")
        raise CommandFault(f"{name}: invalid number of {what}: ‘{text}’")
    return int(digits[:12]) * unit, sign


def main(p: Proc) -> Step:
    """head [-n lines] [-c bytes] [file]…"""
    options = _counts(p)
    names = options.args or ["-"]
    headings = (len(names) > 1 or options.has("v")) and not options.has("q")
    count, sign = _number(p, options, "c" if options.has("c") else "n")
    memory = p.memory
    memory.setdefault("number", 0)
    memory.setdefault("status", 0)
    memory.setdefault("left", count)
    while memory["number"] < len(names):
        source = begin(p, [names[memory["number"]]])
        if headings and "headed" not in memory and p.files.exists(source.names[0]):
            gap = "\n" if memory["number"] else ""
            p.write(1, f"{gap}==> {source.names[0]} <==\n")
            memory["headed"] = True
        waiting = _head(p, source, options.has("c"), sign == "-", count)
        if waiting is not None:
            return waiting
        memory["status"] |= source.status
        memory["number"] += 1
        memory["left"] = count
        memory.pop("headed", None)
        memory.pop("input")
        if source.fd > 0:
            p.close(source.fd)
    return int(memory["status"])


def _head(p: Proc, source: Input, by_bytes: bool, but_last: bool, count: int) -> Step | None:
    memory = p.memory
    if but_last:
        return _all_but(p, source, by_bytes, count)
    if by_bytes:
        return _bytes(p, source)
    if memory["left"] <= 0:
        return None

    def work(line: bytes) -> bytes | None:
        memory["left"] -= 1
        if memory["left"] == 0:
            p.memory["last"] = line
            return None
        return line

    waiting = each_line(p, source, work)
    if waiting is None and "last" in memory:
        p.write(1, memory.pop("last"))
    return waiting


def _bytes(p: Proc, source: Input) -> Step | None:
    while p.memory["left"] > 0:
        data = read_chunk(p, source)
        if data is None:
            return readable(source.fd)
        if not data:
            return None
        p.write(1, data[: p.memory["left"]])
        p.memory["left"] -= len(data)
    return None


def _all_but(p: Proc, source: Input, by_bytes: bool, count: int) -> Step | None:
    while (data := read_chunk(p, source)) is not None:
        if data and source.size <= KEEP * 8:
            source.collected.append(data)
            source.size += len(data)
            continue
        whole = b"".join(source.collected)
        pieces = whole.splitlines(True) if not by_bytes else [whole[: max(0, len(whole) - count)]]
        kept = pieces[: max(0, len(pieces) - count)] if not by_bytes else pieces
        p.write(1, b"".join(kept))
        return None
    return readable(source.fd)


# --- tail ----------------------------------------------------------------------------------------
def tail(p: Proc) -> Step:
    """tail [-n lines] [-c bytes] [-f] [file]…"""
    options = _counts(p)
    names = options.args or ["-"]
    follow = options.has("f") or options.has("F")
    memory = p.memory
    memory.setdefault("number", 0)
    memory.setdefault("status", 0)
    headings = (len(names) > 1 or options.has("v")) and not options.has("q")
    while memory["number"] < len(names):
        waiting = _tail_one(p, options, names[memory["number"]], headings)
        if waiting is not None:
            return waiting
        memory["number"] += 1
    if not follow:
        return int(memory["status"])
    return _follow(p, names, headings)


def _tail_one(p: Proc, options: Options, name: str, headings: bool) -> Step | None:
    memory = p.memory
    try:
        if "fd" not in memory:
            if name != "-" and p.files.is_dir(name):
                raise SystemCallError("EISDIR", "Is a directory")
            memory["fd"], memory["data"] = 0 if name == "-" else p.open(name), b""
    except SystemCallError as failure:
        complain(p, name, failure)
        memory["status"] = 1
        return None
    by_bytes = options.has("c")
    count, sign = _number(p, options, "c" if by_bytes else "n")
    for _ in range(256):
        data = p.read(memory["fd"])
        if data is None:
            return readable(memory["fd"])
        if not data:
            break
        memory["data"] += data
        if sign != "+" and len(memory["data"]) > 4 * KEEP:
            memory["data"] = memory["data"][-2 * KEEP :]
    else:
        return YIELD
    shown = _part(memory["data"], by_bytes, count, sign)
    if headings:
        gap = "\n" if memory["number"] else ""
        p.write(1, f"{gap}==> {'standard input' if name == '-' else name} <==\n")
    p.write(1, shown)
    if not options.has("f") and not options.has("F") and memory["fd"]:
        p.close(memory["fd"])
    memory.setdefault("open", {})[name] = memory["fd"]
    del memory["fd"], memory["data"]
    return None


def _part(data: bytes, by_bytes: bool, count: int, sign: str) -> bytes:
    if by_bytes:
        return data[max(0, count - 1) :] if sign == "+" else data[max(0, len(data) - count) :]
    lines = data.splitlines(True)
    return b"".join(
        lines[max(0, count - 1) :] if sign == "+" else lines[max(0, len(lines) - count) :]
    )


def _follow(p: Proc, names: list[str], headings: bool) -> Step:
    opened: dict[str, int] = p.memory.get("open", {})
    waits = [until(p.now + 1_000_000)]
    for name, fd in opened.items():
        data = p.read(fd)
        if data is None:
            waits.append(readable(fd))
            continue
        if not data:
            continue
        if headings and p.memory.get("shown", names[-1]) != name:
            p.write(1, f"\n==> {name} <==\n")
        p.memory["shown"] = name
        p.write(1, data)
    if not opened:
        p.write(2, "tail: no files remaining\n")
        return 1
    return first_of(*waits)
