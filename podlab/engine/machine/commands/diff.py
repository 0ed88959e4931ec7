"""diff: how two files differ."""

import difflib

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.input import begin, collect
from podlab.engine.machine.userland.options import getopt

LIMIT = 5_000


def main(p: Proc) -> Step:
    """diff [-uqNiwB] file file"""
    options = getopt(p, "uqNiwBrsU:abE", {"unified=?": "u", "brief": "q", "new-file": "N",
                                          "recursive": "r", "color=?": "color"},
                     usage="[-abBdiNqrTstw] [-U LINES] FILE1 FILE2", status=2)  # fmt: skip
    if len(options.args) < 2:
        last = options.args[-1] if options.args else "diff"
        raise CommandFault(f"diff: missing operand after '{last}'\n"
                           "diff: Try 'diff --help' for more information.", 2)  # fmt: skip
    if "-" in options.args:
        source = begin(p, [])
        waiting = collect(p, source)
        if waiting is not None:
            return waiting
    first, second = options.args[:2]
    old, new = _read(p, first), _read(p, second)
    if options.has("i") or options.has("w"):
        fold = (lambda line: "".join(line.split())) if options.has("w") else str.lower
        same = list(map(fold, old)) == list(map(fold, new))
    else:
        same = old == new
    if same:
        return 0
    if options.has("q"):
        p.write(1, f"Files {first} and {second} differ\n")
        return 1
    if options.has("u") or options.has("U") or is_busybox(p):
        count = int(options.last("U")) if is_number(options.last("U")) else 3
        p.write(1, _unified(p, (first, old), (second, new), count))
    else:
        p.write(1, _normal(old, new))
    return 1


def _read(p: Proc, path: str) -> list[str]:
    if path == "-":
        data = b"".join(begin(p, []).collected)
    else:
        try:
            data = p.files.read(path)
        except SystemCallError as failure:
            raise CommandFault(f"diff: {path}: {failure}", 2) from None
    lines = data.decode("utf-8", "surrogateescape").splitlines(True)
    if len(lines) > LIMIT:
        raise CommandFault("diff: not simulated in PodLab: files of more than 5000 lines", 2)
    return lines


def _line(line: str) -> str:
    return line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _stamp(p: Proc, path: str) -> str:
    time = p.now if path == "-" else p.files.stat(path).mtime
    return strftime(time, "%Y-%m-%d %H:%M:%S.%N +0000")


def _unified(p: Proc, old: tuple[str, list[str]], new: tuple[str, list[str]], count: int) -> str:
    heads = [old[0], new[0]]
    if not is_busybox(p):
        heads = [f"{name}\t{_stamp(p, name)}" for name in heads]
    matcher = difflib.SequenceMatcher(None, old[1], new[1], autojunk=False)
    result = [f"--- {heads[0]}\n+++ {heads[1]}\n"]
    for group in matcher.get_grouped_opcodes(count):
        first, last = group[0], group[-1]
        result.append(f"@@ -{_span(first[1], last[2])} +{_span(first[3], last[4])} @@\n")
        for tag, low, high, start, end in group:
            if tag == "equal":
                result.extend(" " + _line(line) for line in old[1][low:high])
            else:
                result.extend("-" + _line(line) for line in old[1][low:high])
                result.extend("+" + _line(line) for line in new[1][start:end])
    return "".join(result)


def _span(low: int, high: int) -> str:
    size = high - low
    start = low + 1 if size else low
    return str(start) if size == 1 else f"{start},{size}"


def _place(low: int, high: int) -> str:
    return f"{low + 1},{high}" if high - low > 1 else str(low + 1)


def _normal(old: list[str], new: list[str]) -> str:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    result = []
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            continue
        if tag == "delete":
            result.append(f"{_place(low, high)}d{start}\n")
        elif tag == "insert":
            result.append(f"{low}a{_place(start, end)}\n")
        else:
            result.append(f"{_place(low, high)}c{_place(start, end)}\n")
        result.extend("< " + _line(line) for line in old[low:high])
        if tag == "replace":
            result.append("---\n")
        result.extend("> " + _line(line) for line in new[start:end])
    return "".join(result)
