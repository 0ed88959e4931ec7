"""Proving lessons: playing solutions and wrong answers on real clusters in virtual time.

A script (``solution.sh``, ``wrong/*.sh``) is bash; its lines ``! …`` are for the player:
``! wait SECONDS``, ``! until SECONDS COMMAND``, ``! fault WORDS``, ``! answer STEP/QUESTION
NUMBER`` and ``! text STEP [N …]``, which does what the lesson's text says there: the files of the
step are written, its shell blocks run (or only the N-th ones).  A wrong answer begins with
``# check: STEP/CHECK CODE`` or ``# watch: STEP/NAME``.  Not here: judging (``lessons.checks``).
"""

import re
from pathlib import Path

from lessons.catalog import Lesson, load
from lessons.checks import CheckName, Marks, judge, watch
from lessons.observation import Observation
from lessons.variants import fill
from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND

START = 1_790_000_000_000_000
SETTLE = 25
TIMEOUT = 180
ENVIRONMENT = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "160"}
_HEADER = re.compile(r"^# (check|watch): ([a-z0-9-]+)/([a-z0-9-]+) ?(\S*)$", re.M)
_ODD = ("command not found", "not simulated", "unknown flag", "unknown shorthand")
_EVENTS_AT_ONCE = 50


class BadScript(Exception):
    """A script that the player cannot follow."""


class Rehearsal:
    """One lesson on a cluster of its own; ``log`` is what was run and what it said."""

    def __init__(self, lesson: Lesson, seed: int = 1) -> None:
        self.marks = Marks()
        self.log: list[str] = []
        self.problems: list[str] = []
        self._lesson = lesson
        self._cluster = Cluster.create(lesson.spec, seed, START)
        for command in lesson.start:
            perform(self._cluster, command)
        self.wait(SETTLE if lesson.start else 1)

    def play(self, script: str) -> None:
        """Play a script.

        Raises:
            BadScript: a line for the player is wrong.
        """
        chunk: list[str] = []
        for line in [*script.split("\n"), "! wait 1"]:
            if not line.startswith("! "):
                chunk.append(line)
                continue
            if any(one.strip() and not one.startswith("#") for one in chunk):
                self.run("\n".join(chunk))
            chunk = []
            self._direct(*line[2:].partition(" ")[::2])

    def wait(self, seconds: float) -> None:
        """Let time pass; the checks are looked at every second, as the page does."""
        end = self._cluster.sim.now + int(seconds * SECOND)
        while self._cluster.sim.now < end:
            self._cluster.sim.run_until(min(end, self._cluster.sim.now + SECOND))
            self.look()

    def look(self) -> None:
        """Judge the checks."""
        seen = Observation(self._cluster)
        judge(self._lesson, self.marks, seen)
        watch(self._lesson, self.marks, seen)

    def run(self, script: str, timeout: int = TIMEOUT) -> int | None:
        """Run bash in the terminal's home; its status, None if it did not end in time."""
        machine, sim = self._cluster.machine, self._cluster.sim
        token = machine.run_command(["bash", "-c", script], env=ENVIRONMENT)
        end, looked = sim.now + timeout * SECOND, sim.now
        while (result := machine.command_result(token)) is None and sim.now < end:
            due = sim.next_time()
            sim.run_until(min(end, due if due is not None else end), _EVENTS_AT_ONCE)
            if sim.now - looked > SECOND:
                looked = sim.now
                self.look()
        if result is None:
            out, err = machine.abandon_command(token)
            self.problems.append(f"did not end in {timeout} s: {script.strip()}")
        else:
            _, out, err = result
        self.look()
        self._note(script, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))
        return None if result is None else result[0]

    def _note(self, script: str, out: str, err: str) -> None:
        self.log.append(f"$ {script.strip()}\n{out}{err}")
        self.problems += [line for line in err.split("\n") if any(words in line for words in _ODD)]

    def _direct(self, verb: str, rest: str) -> None:
        if verb == "wait":
            self.wait(float(rest))
        elif verb == "until":
            self._until(rest)
        elif verb == "fault":
            perform(self._cluster, {"do": "fault", "fault": rest.split()})
        elif verb == "answer":
            self._answer(rest)
        elif verb == "text":
            self._text(rest.split())
        else:
            raise BadScript(f"! {verb}")

    def _until(self, rest: str) -> None:
        seconds, _, command = rest.partition(" ")
        end = self._cluster.sim.now + int(float(seconds) * SECOND)
        while self._cluster.sim.now < end:
            if self.run(command) == 0:
                return
            self.wait(0.5)
        self.problems.append(f"never true: {command}")

    def _answer(self, rest: str) -> None:
        where, _, number = rest.partition(" ")
        step_name, _, question = where.partition("/")
        step = self._lesson.step(step_name)
        if step is None or step.question(question) is None or not number.isdigit():
            raise BadScript(f"! answer {rest}")
        self.marks.answers[(step_name, question)] = int(number) - 1
        self.look()

    def _text(self, words: list[str]) -> None:
        blocks = self._lesson.texts["en"].get(words[0])
        if blocks is None:
            raise BadScript(f"! text {' '.join(words)}")
        for block in blocks:
            if block.file:
                path = f"/root/{block.file}"
                perform(self._cluster, {"do": "file.write", "path": path, "text": block.text})
        shell = [block.text for block in blocks if block.lang == "sh"]
        picked = [shell[int(word) - 1] for word in words[1:]] if words[1:] else shell
        if picked:
            self.run("".join(picked))


def prove(lesson: Lesson, folder: Path) -> list[str]:
    """What is wrong with a lesson; empty if it proves itself.  One with variants is proved with as
    many seeds as show all of them."""
    problems = []
    for seed in range(lesson.variants.count):
        variant = load(folder, seed) if seed else lesson
        chosen = f"variant {seed}: " if lesson.variants.count > 1 else ""
        problems += [chosen + one for one in _prove(variant, folder)]
    return problems


def _prove(lesson: Lesson, folder: Path) -> list[str]:
    solution = folder / "solution.sh"
    if not solution.exists():
        return ["solution.sh is missing"]
    problems = _solution(lesson, fill(solution.read_text("utf-8"), lesson.values))
    for path in sorted((folder / "wrong").glob("*.sh")):
        script = fill(path.read_text("utf-8"), lesson.values)
        problems += [f"wrong/{path.name}: {one}" for one in _wrong(lesson, script)]
    return problems


def _solution(lesson: Lesson, script: str) -> list[str]:
    rehearsal = Rehearsal(lesson)
    early = [f"start state passes {_name(name)}" for name in sorted(rehearsal.marks.passed)]
    try:
        rehearsal.play(script)
    except BadScript as error:
        return [f"solution.sh: {error}"]
    marks = rehearsal.marks
    late = [
        f"solution.sh does not pass {step.name}/{check.name}: "
        f"{verdict.code} {verdict.params} {verdict.detail}"
        for step in lesson.steps
        for check in step.checks
        if not (verdict := marks.verdict(step.name, check.name)).passed
    ]
    met = [f"solution.sh meets the misconception {_name(name)}" for name in sorted(marks.met)]
    said = rehearsal.log if late else []
    return early + late + met + [f"solution.sh: {one}" for one in rehearsal.problems] + said


def _wrong(lesson: Lesson, script: str) -> list[str]:
    header = _HEADER.match(script)
    if header is None:
        return ["must begin with '# check: STEP/CHECK CODE' or '# watch: STEP/NAME'"]
    kind, step, check, code = header.groups()
    rehearsal = Rehearsal(lesson)
    try:
        rehearsal.play(script)
    except BadScript as error:
        return [str(error)]
    marks = rehearsal.marks
    if kind == "watch":
        return [] if (step, check) in marks.met else [f"does not meet {step}/{check}"]
    verdict = marks.verdict(step, check)
    if verdict.passed:
        return [f"passes {step}/{check}"]
    if verdict.code != code:
        return [f"{step}/{check} says {verdict.code} {verdict.params}, not {code}", *rehearsal.log]
    return []


def _name(name: CheckName) -> str:
    return "/".join(name)
