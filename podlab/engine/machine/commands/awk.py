"""awk: patterns and actions over lines.  Not here: the language (``userland.awk``)."""

from typing import Any

from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable
from podlab.engine.machine.userland.awk.interpreter import Awk, AwkState, Jump
from podlab.engine.machine.userland.awk.parser import AwkFault, Parser
from podlab.engine.machine.userland.awk.values import Strnum
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.formats import unescape
from podlab.engine.machine.userland.input import begin, next_line, raw, text
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.regex import RegexFault

LINES = 300


def main(p: Proc) -> Step:
    """awk [-F separator] [-v name=value] 'program' [file]…"""
    options = getopt(p, "F:v:f:", early=True, usage="[OPTIONS] [AWK_PROGRAM] [FILE]...", status=2)
    args = list(options.args)
    try:
        sources = [text(p.files.read(path)) for path in options.all("f")]
    except SystemCallError as failure:
        raise CommandFault(f'awk: cannot open "{options.last("f")}": {failure}', 2) from None
    if not sources:
        if not args:
            raise CommandFault("Usage: awk [POSIX or GNU style options] [--] 'prog' file ...", 2)
        sources = [args.pop(0)]
    try:
        rules, functions = Parser("\n".join(sources)).program()
        runner = _Runner(p, rules, Awk(_state(p, options.values), functions, p.now))
        return runner.run([arg for arg in args if "=" not in arg or "/" in arg])
    except (AwkFault, RegexFault) as fault:
        raise CommandFault(f"awk: cmd. line:1: {fault}", 2) from None


def _state(p: Proc, flags: dict[str, list[str]]) -> AwkState:
    state: AwkState | None = p.memory.get("awk")
    if state is None:
        state = p.memory["awk"] = AwkState()
        state.variables.update(NR=0.0, FNR=0.0, NF=0.0)
        if "F" in flags:
            separator = flags["F"][-1]
            state.variables["FS"] = "\t" if separator == "t" else unescape(separator)[0]
        for each in flags.get("v", []):
            name, _, value = each.partition("=")
            state.variables[name] = Strnum(unescape(value)[0])
        state.arrays["ENVIRON"] = {name: Strnum(value) for name, value in p.env.items()}
    return state


class _Runner:
    def __init__(self, p: Proc, rules: list[tuple[Any, Any]], awk: Awk) -> None:
        self.p = p
        self.rules = rules
        self.awk = awk
        self.s = awk.s

    def run(self, names: list[str]) -> Step:
        step = self._steps(names)
        self._flush()
        return step

    def _steps(self, names: list[str]) -> Step:
        if not self.s.begun:
            self.s.begun = True
            self._special("BEGIN")
            if not any(pattern != ("BEGIN",) for pattern, _ in self.rules):
                return max(self.s.exiting, 0)
        source = begin(self.p, names)
        for _ in range(LINES):
            if self.s.exiting >= 0:
                return self._end(source.status)
            line = next_line(self.p, source)
            if line is None:
                return readable(source.fd)
            if not line:
                return self._end(source.status)
            self.awk.steps = 0
            self.s.variables["NR"] += 1.0
            self.s.variables["FNR"] = float(source.line)
            self.s.variables["FILENAME"] = "" if source.name == "-" else source.name
            self.awk.set_record(text(line.removesuffix(b"\n")))
            self._record()
        return YIELD

    def _end(self, status: int) -> int:
        code = self.s.exiting
        self.s.exiting = -1
        self._special("END")
        code = self.s.exiting if self.s.exiting >= 0 else code
        return code & 255 if code >= 0 else 2 * status

    def _special(self, name: str) -> None:
        self.awk.steps = 0
        for pattern, body in self.rules:
            if pattern == (name,) and body is not None and self.s.exiting < 0:
                self._do(body)

    def _record(self) -> None:
        for place, (pattern, body) in enumerate(self.rules):
            if pattern in (("BEGIN",), ("END",)) or not self._matches(place, pattern):
                continue
            if not self._do(body or ("print", [], None)):
                return

    def _matches(self, place: int, pattern: Any) -> bool:
        if pattern is None:
            return True
        if pattern[0] != "range":
            return self.awk.truth(pattern)
        inside = place in self.s.ranges
        if not inside and not self.awk.truth(pattern[1]):
            return False
        if not inside:
            self.s.ranges.append(place)
        if self.awk.truth(pattern[2]):
            self.s.ranges.remove(place)
        return True

    def _do(self, body: Any) -> bool:
        """Run an action; False when no other rule follows for this record."""
        try:
            self.awk.run(body)
        except Jump as jump:
            if jump.kind == "exit":
                self.s.exiting = jump.value & 255
            return False
        return True

    def _flush(self) -> None:
        plain: list[str] = []
        for where, piece in self.awk.output:
            if where is None:
                plain.append(piece)
            elif where[0] == "|":
                raise AwkFault("not simulated in PodLab: print | command")
            else:
                self._file(where, piece)
        self.awk.output = []
        self.p.write(1, raw("".join(plain)))

    def _file(self, where: tuple[str, str], piece: str) -> None:
        outputs = self.s.outputs
        if where[1] not in outputs:
            outputs[where[1]] = self.p.open(where[1], "a" if where[0] == ">>" else "w")
        self.p.write(outputs[where[1]], raw(piece))
