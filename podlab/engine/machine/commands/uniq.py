"""uniq: repeated lines once."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.input import begin, each_line
from podlab.engine.machine.userland.options import Options, getopt

LONG = {"count": "c", "repeated": "d", "unique": "u", "ignore-case": "i"}


def main(p: Proc) -> Step:
    """uniq [-cdui] [file]"""
    options = getopt(p, "cduif:s:w:", LONG, usage="[-cduiz] [-f,s,w N] [FILE [OUTFILE]]")
    memory = p.memory
    memory.setdefault("line", None)
    memory.setdefault("count", 0)

    def work(line: bytes) -> bytes:
        line = line if line.endswith(b"\n") else line + b"\n"
        before = memory["line"]
        same = before is not None and (
            line == before or (options.has("i") and line.lower() == before.lower())
        )
        if same:
            memory["count"] += 1
            return b""
        shown = _shown(options, before, memory["count"])
        memory["line"], memory["count"] = line, 1
        return shown

    source = begin(p, options.args[:1])
    waiting = each_line(p, source, work)
    if waiting is None:
        p.write(1, _shown(options, memory["line"], memory["count"]))
        return source.status
    return waiting


def _shown(options: Options, line: bytes | None, count: int) -> bytes:
    if line is None or (options.has("d") and count < 2) or (options.has("u") and count > 1):
        return b""
    return b"%7d " % count + line if options.has("c") else line
