"""xargs: command lines out of standard input."""

from podlab.engine.machine.program import Proc, Step, SystemCallError, child
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, collect, text
from podlab.engine.machine.userland.options import getopt, integer

LONG = {"null": "0", "replace=?": "I", "max-args=": "n", "max-lines=?": "L", "no-run-if-empty": "r",
        "verbose": "t", "delimiter=": "d", "max-procs=": "P"}  # fmt: skip


def main(p: Proc) -> Step:
    """xargs [-0rt] [-n count] [-I text] [command [args]]"""
    options = getopt(p, "0n:I:L:rtd:P:p", LONG, early=True, usage="[OPTIONS] [PROG ARGS]")
    memory = p.memory
    if "batches" not in memory:
        source = begin(p, [])
        waiting = collect(p, source)
        if waiting is not None:
            return waiting
        data = text(b"".join(source.collected))
        command = options.args or ["echo"]
        memory["batches"] = _batches(p, options.values, command, data)
        memory["status"] = 0
    return _run(p, options.has("t"))


def _items(flags: dict[str, list[str]], data: str) -> list[str]:
    if "0" in flags:
        return [item for item in data.split("\0") if item]
    if "d" in flags:
        delimiter = flags["d"][-1].replace("\\n", "\n").replace("\\t", "\t")[:1] or "\n"
        return data.removesuffix(delimiter).split(delimiter) if data else []
    if "I" in flags:
        return [line.strip() for line in data.splitlines() if line.strip()]
    return _split(data)


def _split(data: str) -> list[str]:
    items: list[str] = []
    current: list[str] = []
    inside = False
    position = 0
    while position < len(data):
        char = data[position]
        position += 1
        if char in "'\"":
            piece, position = _quoted(data, position, char)
            current.append(piece)
            inside = True
        elif char == "\\" and position < len(data):
            current.append(data[position])
            position, inside = position + 1, True
        elif not char.isspace():
            current.append(char)
            inside = True
        elif inside:
            items.append("".join(current))
            current, inside = [], False
    return [*items, "".join(current)] if inside else items


def _quoted(data: str, start: int, quote: str) -> tuple[str, int]:
    end = data.find(quote, start)
    if end < 0:
        kind = "single" if quote == "'" else "double"
        raise CommandFault(f"xargs: unmatched {kind} quote; by default quotes are special to xargs "
                           "unless you use the -0 option")  # fmt: skip
    return data[start:end], end + 1


def _batches(
    p: Proc, flags: dict[str, list[str]], command: list[str], data: str
) -> list[list[str]]:
    items = _items(flags, data)
    if "I" in flags:
        mark = flags["I"][-1] or "{}"
        return [[word.replace(mark, item) for word in command] for item in items[:10_000]]
    if not items:
        return [] if "r" in flags else [command]
    size = integer(p, flags["n"][-1]) if "n" in flags else 5000
    if "L" in flags:
        size = integer(p, flags["L"][-1])
    if size < 1:
        raise CommandFault(f"xargs: value {size} for -n option should be >= 1")
    return [command + items[at : at + size] for at in range(0, len(items), size)]


def _run(p: Proc, verbose: bool) -> Step:
    memory = p.memory
    while True:
        if "child" in memory:
            ended = p.reap(memory["child"])
            if ended is None:
                return child(memory["child"])
            del memory["child"]
            status = ended[1]
            if status == 255:
                return 124
            memory["status"] = 123 if status else memory["status"]
        if not memory["batches"]:
            return int(memory["status"])
        words = memory["batches"].pop(0)
        if verbose:
            p.write(2, " ".join(words) + "\n")
        try:
            memory["child"] = p.spawn(words)
        except SystemCallError as failure:
            p.write(2, f"xargs: {words[0]}: {failure}\n")
            return 127 if failure.name == "ENOENT" else 126
