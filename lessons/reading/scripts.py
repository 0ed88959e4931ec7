"""Scripts that prove a lesson: ``solution.sh`` and ``wrong/*.sh``, read into instructions by line.

They are bash; lines ``! …`` are for the player: ``! wait SECONDS``, ``! until SECONDS COMMAND``,
``! fault WORDS``, ``! answer STEP/QUESTION NUMBER`` and ``! text STEP [N …]``, which does what the
lesson's text says there (its files are written, its shell blocks run, or only the N-th ones).  A
wrong answer begins with ``# check: STEP/CHECK CODE`` or ``# watch: STEP/NAME``.  Not here: playing
them (``lessons.authoring.rehearsal``).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NamedTuple

from lessons.mistakes import Mistakes, Spot
from lessons.reading.steps import Step
from lessons.reading.texts import Block
from lessons.words import WORDS
from podlab.engine.faults import FAULTS
from podlab.engine.machine.shell.lexer import ShellSyntaxError
from podlab.engine.machine.shell.parser import Parser

LONGEST = 3_600
"""Seconds that a script may wait at once."""
DIRECTIONS = ("wait", "until", "fault", "answer", "text")
_HEADER = re.compile(r"^# (?P<kind>check|watch): (?P<step>[a-z0-9-]+)/(?P<name>[a-z0-9-]+)"
                     r" ?(?P<code>\S*)$")  # fmt: skip


class Instruction(NamedTuple):
    """Shell to run (``verb`` ''), or a direction and its words."""

    verb: str
    words: str
    spot: Spot


class Aim(NamedTuple):
    """What a wrong answer is for: the check that stays red with a fact, or the misconception."""

    kind: str
    step: str
    name: str
    code: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class Script:
    """A script's instructions, and its aim if it is a wrong answer."""

    file: str
    instructions: tuple[Instruction, ...]
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """What scripts speak of: the lesson's steps, and the code blocks of its text."""

    steps: Sequence[Step]
    blocks: dict[str, tuple[Block, ...]]

    def step(self, name: str) -> Step | None:
        """A step by name."""
        return next((one for one in self.steps if one.name == name), None)


def read_script(file: str, source: str, parts: Parts, mistakes: Mistakes) -> Script:
    """A script, with every mistake in it that can be seen without playing it."""
    instructions = tuple(_instructions(file, source))
    for one in instructions:
        if one.verb:
            _check_direction(one, parts, mistakes)
        else:
            check_shell(one.words, one.spot, mistakes)
    if not instructions:
        mistakes.add(Spot(file), "empty-script")
    aim = _aim(file, source, parts, mistakes) if "/" in file else None
    return Script(file, instructions, aim)


def _instructions(file: str, source: str) -> list[Instruction]:
    found: list[Instruction] = []
    chunk: list[str] = []
    for number, line in enumerate([*source.split("\n"), "! "], 1):
        if not line.startswith("! "):
            chunk.append(line)
            continue
        while chunk and (not chunk[0].strip() or chunk[0].startswith("#")):
            chunk.pop(0)
        if chunk:
            found.append(Instruction("", "\n".join(chunk), Spot(file, number - len(chunk))))
        chunk = []
        verb, _, words = line[2:].strip().partition(" ")
        if line != "! ":
            found.append(Instruction(verb or "!", words.strip(), Spot(file, number)))
    return found


def check_shell(source: str, spot: Spot, mistakes: Mistakes) -> None:
    """Note bash that cannot be read."""
    parser_position = 0
    try:
        while True:
            parser = Parser(source, parser_position)
            if parser.line() is None:
                return
            parser_position = parser.position
    except ShellSyntaxError as error:
        line = spot.line + source.count("\n", 0, parser_position)
        mistakes.add(Spot(spot.file, line), "bad-shell", why=str(error))


def _check_direction(one: Instruction, parts: Parts, mistakes: Mistakes) -> None:
    check = _CHECKS.get(one.verb)
    if check is None:
        near = get_close_matches(one.verb, DIRECTIONS, 1)
        mistakes.add(
            one.spot, "unknown-direction", verb=one.verb,
            near=near[0] if near else ", ".join(DIRECTIONS),
        )  # fmt: skip
    else:
        check(one, parts, mistakes)


def _wait(one: Instruction, parts: Parts, mistakes: Mistakes) -> None:
    seconds, _, command = one.words.partition(" ")
    try:
        good = 0 < float(seconds) <= LONGEST
    except ValueError:
        good = False
    if not good or (one.verb == "wait") == bool(command.strip()):
        mistakes.add(one.spot, "bad-direction", verb=one.verb, usage=_USAGE[one.verb])
    elif command:
        check_shell(command, one.spot, mistakes)


def _fault(one: Instruction, parts: Parts, mistakes: Mistakes) -> None:
    check_fault(one.words, one.spot, mistakes)


def check_fault(words: str, spot: Spot, mistakes: Mistakes) -> None:
    """Note a fault that there is not, or with other words than it takes."""
    name, *rest = words.split() or [""]
    fault = FAULTS.get(name)
    if fault is None:
        near = get_close_matches(name, FAULTS, 1)
        mistakes.add(spot, "unknown-fault", name=name, near=near[0] if near else ", ".join(FAULTS))
    elif not fault.fits(len(rest)):
        mistakes.add(spot, "bad-fault", usage=" ".join((name, *fault.arguments)))


def _answer(one: Instruction, parts: Parts, mistakes: Mistakes) -> None:
    where, _, number = one.words.partition(" ")
    step_name, slash, name = where.partition("/")
    step = parts.step(step_name)
    question = step.question(name) if step else None
    if not slash or not number.isdecimal():
        mistakes.add(one.spot, "bad-direction", verb=one.verb, usage=_USAGE[one.verb])
    elif question is None:
        mistakes.add(one.spot, "no-such-question", name=where)
    elif not 1 <= int(number[:9]) <= len(question.choices):
        mistakes.add(one.spot, "no-such-choice", number=number, most=len(question.choices))


def _text(one: Instruction, parts: Parts, mistakes: Mistakes) -> None:
    name, *numbers = one.words.split() or [""]
    blocks = parts.blocks.get(name)
    if blocks is None or not name:
        mistakes.add(one.spot, "no-such-step", step=name)
        return
    shell = sum(block.lang == "sh" for block in blocks)
    for number in numbers:
        if not number.isdecimal() or not 1 <= int(number[:9]) <= shell:
            mistakes.add(one.spot, "no-such-block", step=name, number=number, most=shell)
    if not blocks:
        mistakes.add(one.spot, "no-such-block", step=name, number="1", most=0)


def _aim(file: str, source: str, parts: Parts, mistakes: Mistakes) -> Aim | None:
    spot = Spot(file)
    found = _HEADER.match(source.partition("\n")[0].rstrip())
    if found is None:
        mistakes.add(spot, "no-aim")
        return None
    aim = Aim(found["kind"], found["step"], found["name"], found["code"], spot)
    step = parts.step(aim.step)
    names = [] if step is None else _names(step, aim.kind)
    if aim.name not in names:
        near = get_close_matches(aim.name, names, 1)
        mistakes.add(
            spot, f"no-such-{aim.kind}", name=f"{aim.step}/{aim.name}",
            near=near[0] if near else ", ".join(names) or "—",
        )  # fmt: skip
    if aim.kind == "check" and aim.code not in WORDS:
        near = get_close_matches(aim.code, WORDS, 1)
        mistakes.add(spot, "unknown-message", code=aim.code, near=near[0] if near else "—")
    return aim


def _names(step: Step, kind: str) -> list[str]:
    return [one.name for one in (step.checks if kind == "check" else step.watched)]


_USAGE = {
    "wait": "! wait SECONDS",
    "until": "! until SECONDS COMMAND",
    "answer": "! answer STEP/QUESTION NUMBER",
}
_CHECKS: dict[str, Callable[[Instruction, Parts, Mistakes], None]] = {
    "wait": _wait,
    "until": _wait,
    "fault": _fault,
    "answer": _answer,
    "text": _text,
}
