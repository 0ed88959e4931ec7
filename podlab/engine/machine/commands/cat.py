"""cat: files to standard output."""

from podlab.engine.machine.program import YIELD, Proc, Step, readable, writable
from podlab.engine.machine.userland.input import Input, begin, each_line, read_chunk
from podlab.engine.machine.userland.options import getopt

LONG = {"number": "n", "number-nonblank": "b", "show-all": "A", "squeeze-blank": "s",
        "show-ends": "E"}  # fmt: skip
USAGE = "[-nbvteA] [FILE]..."


def main(p: Proc) -> Step:
    """cat [-nbEsTA] [file]…"""
    options = getopt(p, "nbvEetTAsu", LONG, usage=USAGE)
    source = begin(p, options.args)
    if options.values:
        return _lines(p, source, set(options.values))
    for _ in range(64):
        data = read_chunk(p, source)
        if data is None:
            return readable(source.fd)
        if not data:
            return source.status
        if p.write(1, data) > 65_536:
            return writable(1)
    return YIELD


def _lines(p: Proc, source: Input, flags: set[str]) -> Step:
    memory = p.memory
    memory.setdefault("number", 0)
    memory.setdefault("blank", False)

    def work(line: bytes) -> bytes:
        blank = line == b"\n"
        if "s" in flags and blank and memory["blank"]:
            return b""
        memory["blank"] = blank
        if flags & {"t", "T", "A"}:
            line = line.replace(b"\t", b"^I")
        if flags & {"e", "E", "A"}:
            line = line.replace(b"\n", b"$\n")
        if "n" in flags or ("b" in flags and not blank):
            memory["number"] += 1
            return b"%6d\t" % memory["number"] + line
        return line

    waiting = each_line(p, source, work)
    return source.status if waiting is None else waiting
