"""Playing a lesson's scripts on a real cluster in virtual time, with an eye on the checks.

Not here: reading scripts (``lessons.reading.scripts``), what a lesson must prove (``proving``),
judging (``lessons.checks``).
"""

import re

from lessons.checks import CheckName, Marks, judge, watch
from lessons.mistakes import Mistakes, Spot
from lessons.observation import Observation
from lessons.reading.lesson import Lesson
from lessons.reading.scene import MANIFEST, SCRIPT
from lessons.reading.scripts import Instruction, Script
from lessons.reading.texts import Block
from podlab.engine import queries
from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.shell.parser import Parser

START = 1_790_000_000_000_000
SETTLE = 25
TIMEOUT = 600
ENVIRONMENT = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160"}
ODD = re.compile(
    r"command not found|not simulated|unknown flag|unknown shorthand|unknown command"
    r"|doesn't have a resource type|the path \".*\" does not exist|syntax error"
    r"|invalid choice|unrecognized option"
)
"""What is said of a command that does not exist, or not so."""
_EVENTS_AT_ONCE = 50
_TRACE = "/tmp/.statuses"
_PROBE = '__=$?; [ $__ = 0 ] || echo "{line} $__" >>' + _TRACE + "; (exit $__)\n"


class Rehearsal:
    """One lesson on a cluster of its own.  ``log`` is what was run and what it said, ``early`` the
    checks that were green when a step was first touched, ``played`` the shell blocks of the text
    that were run."""

    def __init__(self, lesson: Lesson, mistakes: Mistakes) -> None:
        self.lesson = lesson
        self.marks = Marks()
        self.log: list[str] = []
        self.mistakes = mistakes
        self.early: dict[str, set[CheckName]] = {}
        self.played: set[tuple[str, int]] = set()
        self.cluster = Cluster.create(lesson.spec, 1, START)
        self._seen = Observation(self.cluster)
        started = bool(lesson.start)
        if started:
            self._start()
        self.wait(SETTLE if started else 1)

    @property
    def seconds(self) -> float:
        """How long it has lasted."""
        return (self.cluster.sim.now - START) / SECOND

    def _start(self) -> None:
        for command in self.lesson.start:
            file = MANIFEST if "stdin" in command else SCRIPT
            try:
                token = perform(self.cluster, command)
            except CommandRefused as error:
                self.mistakes.add(Spot("lesson.yaml"), "fault-refused", why=str(error))
                continue
            if command["do"] == "run":
                self._started(token, file, str(command.get("stdin", "")))

    def _started(self, token: str, file: str, manifest: str) -> None:
        """A command of the start state goes on; told when it fails."""
        result = self._finish(token, TIMEOUT)
        if result is None or result[0] == 0:
            return
        problems = queries.validate(self.cluster, manifest) if manifest else []
        for problem in problems:
            self.mistakes.add(
                Spot(file, max(problem["line"], 1)), "start-refused", why=problem["message"]
            )
        if not problems:
            self.mistakes.add(Spot(file), "start-failed", why=_last(result[2]))

    def play(self, script: Script) -> None:
        """Play a script."""
        for one in script.instructions:
            if one.verb:
                self._direct(one)
            elif script.aim is None:
                self._checked(one)
            else:
                self.run(one.words, one.spot)
        self.wait(1)

    def _checked(self, one: Instruction) -> None:
        """Run shell of a solution, each command of which must do what it is there for."""
        source = _probed(one.words, one.spot.line)
        self.run(f"rm -f {_TRACE}\n{source}", one.spot, written=one.words)
        lines = one.words.split("\n")
        for line, status in self._statuses().items():
            said = lines[line - one.spot.line].strip()
            place = Spot(one.spot.file, line)
            self.mistakes.add(place, "command-failed", status=status, why=said)

    def wait(self, seconds: float) -> None:
        """Let time pass; the checks are looked at every second, as the page does."""
        end = self.cluster.sim.now + int(seconds * SECOND)
        while self.cluster.sim.now < end:
            self.cluster.sim.run_until(min(end, self.cluster.sim.now + SECOND))
            self.look()

    def look(self) -> None:
        """Judge the checks."""
        judge(self.lesson, self.marks, self._seen)
        watch(self.lesson, self.marks, self._seen)

    def run(self, source: str, spot: Spot, timeout: int = TIMEOUT, written: str = "") -> int | None:
        """Run bash in the terminal's home; its status, None if it did not end in time.  ``written``
        is what its author wrote, if that is something else."""
        written = (written or source).strip()
        token = self.cluster.machine.run_command(["bash", "-c", source], env=ENVIRONMENT)
        result = self._finish(token, timeout)
        if result is None:
            out, err = self.cluster.machine.abandon_command(token)
            self.mistakes.add(spot, "never-ended", seconds=timeout, command=written[:200])
        else:
            _, out, err = result
        self.look()
        said = err.decode("utf-8", "replace")
        self.log.append(f"$ {written}\n{out.decode('utf-8', 'replace')}{said}")
        for line in said.split("\n"):
            if ODD.search(line):
                self.mistakes.add(spot, "command-odd", why=line.strip())
        return None if result is None else result[0]

    def _finish(self, token: str, timeout: int) -> tuple[int, bytes, bytes] | None:
        machine, sim = self.cluster.machine, self.cluster.sim
        end, looked = sim.now + timeout * SECOND, sim.now
        while (result := machine.command_result(token)) is None and sim.now < end:
            due = sim.next_time()
            sim.run_until(min(end, due if due is not None else end), _EVENTS_AT_ONCE)
            if sim.now - looked > SECOND:
                looked = sim.now
                self.look()
        return result

    def _direct(self, one: Instruction) -> None:
        if one.verb == "wait":
            self.wait(float(one.words))
        elif one.verb == "until":
            self._until(one)
        elif one.verb == "fault":
            try:
                perform(self.cluster, {"do": "fault", "fault": one.words.split()})
            except CommandRefused as error:
                self.mistakes.add(one.spot, "fault-refused", why=str(error))
        elif one.verb == "answer":
            where, _, number = one.words.partition(" ")
            step, _, question = where.partition("/")
            self._touch(step)
            self.marks.answers[(step, question)] = int(number) - 1
            self.look()
        else:
            step, *numbers = one.words.split()
            self.read(step, [int(number) for number in numbers])

    def _touch(self, step: str) -> None:
        self.early.setdefault(step, set(self.marks.passed))

    def _until(self, one: Instruction) -> None:
        seconds, _, command = one.words.partition(" ")
        end = self.cluster.sim.now + int(float(seconds) * SECOND)
        while self.cluster.sim.now < end:
            if self.run(command, one.spot) == 0:
                return
            self.wait(0.5)
        self.mistakes.add(one.spot, "never-became-true", command=command)

    def read(self, step: str, numbers: list[int], strict: bool = True) -> None:
        """Do what the text says in a step: write its files, run its shell blocks (or the N-th
        ones); ``strict``: a command that fails is a mistake unless its block says so."""
        self._touch(step)
        section = self.lesson.written["en"].section(step)
        assert section is not None, step
        shell: list[tuple[Block, Spot]] = []
        for block, spot in zip(section.blocks, section.places, strict=True):
            if block.file:
                path = f"/root/{block.file}"
                perform(self.cluster, {"do": "file.write", "path": path, "text": block.text})
            elif block.lang == "sh":
                shell.append((block, spot))
        wanted = numbers or range(1, len(shell) + 1)
        self.played |= {(step, number) for number in wanted}
        picked = [shell[number - 1] for number in wanted]
        if picked:
            self._blocks(picked, strict)

    def _blocks(self, picked: list[tuple[Block, Spot]], strict: bool) -> None:
        source = "".join(_probed(block.text, spot.line + 1) for block, spot in picked)
        written = "".join(block.text for block, _ in picked)
        self.run(f"rm -f {_TRACE}\n{source}", picked[0][1], written=written)
        failed = self._statuses()
        for block, spot in picked:
            end = spot.line + 1 + block.text.count("\n")
            within = {line: code for line, code in failed.items() if spot.line < line < end}
            if block.fails and not within:
                self.mistakes.add(spot, "command-did-not-fail")
            for line, code in within.items():
                if strict and not block.fails:
                    words = block.text.split("\n")[line - spot.line - 1]
                    self.mistakes.add(
                        Spot(spot.file, line), "command-failed", status=code, why=words.strip()
                    )

    def _statuses(self) -> dict[int, int]:
        """The lines of the text whose commands failed in the last run, and how."""
        try:
            text = self.cluster.machine.files.read(_TRACE).decode()
        except SystemCallError:
            return {}
        rows = [line.split() for line in text.split("\n") if line]
        return {int(line): int(status) for line, status in rows}


def _probed(source: str, first: int) -> str:
    """Shell with a probe behind each complete command, which notes the line of one that fails."""
    probed, position = "", 0
    while True:
        parser = Parser(source, position)
        if parser.line() is None:
            return probed + source[position:]
        end = source.find("\n", max(parser.position - 1, position)) + 1 or len(source)
        part = source[position:end]
        line = first + source.count("\n", 0, position + len(part) - len(part.lstrip()))
        probed += part + ("" if part.endswith("\n") else "\n") + _PROBE.format(line=line)
        position = end


def _last(said: bytes) -> str:
    lines = [line for line in said.decode("utf-8", "replace").split("\n") if line.strip()]
    return lines[-1][:300] if lines else "?"
