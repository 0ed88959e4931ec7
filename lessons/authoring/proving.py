"""Proving lessons: a folder is right if it reads, and if playing it shows what it promises.

The solution passes every check; the start state, mere waiting and somebody who does something else
pass none; each wrong answer fails as meant; what the text says runs.  Not
here: reading (``lessons.reading.lesson``), playing (``lessons.authoring.rehearsal``).
"""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path

from lessons.authoring.rehearsal import Rehearsal
from lessons.catalog import load
from lessons.checks import CheckName
from lessons.mistakes import BadLesson, Mistake, Mistakes, Spot
from lessons.reading.lesson import Lesson
from lessons.reading.scripts import Aim, Script
from lessons.reading.steps import Check, Step
from podlab.engine.commands import perform

IDLE_SECONDS = 60
"""How long somebody waits at least who does nothing."""
SENTENCE_SECONDS = 3
"""How long a command within a sentence may take to show that it is one."""
READING_SECONDS = 20
"""How long a reader rests between the steps of a text."""
_NO_SUCH = re.compile(r"unknown (flag|shorthand|command)|doesn't have a resource type")
LABELS = {"app": "bystander"}
_CONTAINERS = [{"name": "bystander", "image": "example.com/bystander:1"}]
BYSTANDER = (
    ("/api/v1/namespaces/default/pods", {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {"name": "bystander", "labels": LABELS},
        "spec": {"containers": _CONTAINERS},
    }),
    ("/apis/apps/v1/namespaces/default/deployments", {
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "bystanders", "labels": LABELS},
        "spec": {
            "selector": {"matchLabels": {"app": "bystanders"}},
            "template": {
                "metadata": {"labels": {"app": "bystanders"}},
                "spec": {"containers": _CONTAINERS},
            },
        },
    }),
    ("/api/v1/namespaces/default/configmaps", {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "bystander"},
    }),
)  # fmt: skip
"""What somebody makes who does not do the lesson."""
LOOKING = "ls; date; kubectl version; kubectl get namespaces"
"""What such a one runs."""


def prove(folder: Path) -> list[Mistake]:
    """What is wrong with the lesson in a folder; empty if it proves itself.  One with variants is
    proved with as many seeds as show all of them."""
    mistakes = Mistakes()
    try:
        lesson = load(folder)
        for seed in range(lesson.variants.count):
            prove_lesson(load(folder, seed) if seed else lesson, mistakes)
    except BadLesson as error:
        return [*mistakes.found, *error.mistakes]
    return mistakes.found


def prove_lesson(lesson: Lesson, mistakes: Mistakes) -> None:
    """Note what is wrong with a lesson that could be read, in one variant."""
    solved = Rehearsal(lesson, mistakes)
    started = set(solved.marks.passed)
    _note(lesson, started, "true-at-start", mistakes)
    if mistakes.found:
        return
    solved.play(lesson.solution)
    _solution(solved, mistakes)
    _steps_begun(solved, mistakes)
    _always_true(lesson, started, solved.seconds, mistakes)
    _read(solved, mistakes)
    _try_sentences(lesson, mistakes)
    met = set().union(*(_wrong(lesson, script, mistakes) for script in lesson.wrong))
    for step in lesson.steps:
        for check in step.watched:
            if (step.name, check.name) not in met:
                name = f"{step.name}/{check.name}"
                mistakes.add(check.spot, "watch-without-proof", name=name)


def _note(lesson: Lesson, passed: set[CheckName], code: str, mistakes: Mistakes,
          **params: str) -> None:  # fmt: skip
    """Note the checks that should not have passed; questions are only passed by answering."""
    for step in lesson.steps:
        for check in step.checks:
            if (step.name, check.name) in passed:
                mistakes.add(check.spot, code, name=f"{step.name}/{check.name}", **params)


def _solution(solved: Rehearsal, mistakes: Mistakes) -> None:
    marks = solved.marks
    for step in solved.lesson.steps:
        for check in step.checks:
            verdict = marks.verdict(step.name, check.name)
            if not verdict.passed:
                why = " ".join((verdict.code, json.dumps(verdict.params, ensure_ascii=False),
                                verdict.detail)).strip()  # fmt: skip
                name = f"{step.name}/{check.name}"
                mistakes.add(check.spot, "solution-misses", name=name, why=why)
    for step_name, name in sorted(marks.met):
        spot = _watched(solved.lesson, step_name, name).spot
        mistakes.add(spot, "solution-meets", name=f"{step_name}/{name}")


def _watched(lesson: Lesson, step_name: str, name: str) -> Check:
    step = lesson.step(step_name)
    return next(one for one in (step.watched if step else ()) if one.name == name)


def _steps_begun(solved: Rehearsal, mistakes: Mistakes) -> None:
    """A step that is done before it is begun has nothing to do."""
    for step in solved.lesson.steps:
        early = solved.early.get(step.name, set())
        if step.checks and all((step.name, check.name) in early for check in step.checks):
            mistakes.add(step.spot, "true-before-step", step=step.name)


def _always_true(lesson: Lesson, started: set[CheckName], seconds: float,
                 mistakes: Mistakes) -> None:  # fmt: skip
    """Note checks that are true whatever one does: nothing for as long as the solution takes, or
    something else altogether."""
    lasting = max(seconds, IDLE_SECONDS)
    idle = Rehearsal(lesson, Mistakes())
    idle.wait(lasting)
    _note(lesson, idle.marks.passed - started, "true-in-time", mistakes)
    other = Rehearsal(lesson, Mistakes())
    for path, body in BYSTANDER:
        perform(other.cluster, _post(path, body))
    other.run(LOOKING, Spot(""))
    other.wait(IDLE_SECONDS)
    made = ", ".join((*(str(body["kind"]) for _, body in BYSTANDER), LOOKING))
    _note(lesson, other.marks.passed - idle.marks.passed, "true-for-bystander", mistakes, made=made)


def _post(path: str, body: Mapping[str, object]) -> dict[str, object]:
    headers = {"content-type": "application/json"}
    text = base64.b64encode(json.dumps(body).encode()).decode()
    return {"do": "request", "method": "POST", "path": path, "headers": headers, "body": text}


def _read(solved: Rehearsal, mistakes: Mistakes) -> None:
    """Read the text from top to bottom and do all of it, if the solution has left out blocks."""
    lesson = solved.lesson
    if not any(_unplayed(solved, step) for step in lesson.steps):
        return
    reader = Rehearsal(lesson, Mistakes())
    for step in lesson.steps:
        before = len(reader.mistakes.found)
        reader.read(step.name, [], strict=False)
        reader.wait(READING_SECONDS)
        if _unplayed(solved, step):
            for one in reader.mistakes.found[before:]:
                if one.code == "command-odd":
                    mistakes.add(one.place, one.code, **one.params)


def _try_sentences(lesson: Lesson, mistakes: Mistakes) -> None:
    """Try the commands that stand within sentences and hints: not whether they do something here
    and now, only whether there are such commands."""
    found: dict[str, Spot] = {}
    for text in lesson.written.values():
        for section in text.sections:
            for code in section.codes:
                if code.is_command:
                    found.setdefault(code.text, code.place)
            for block, spot in section.hinted:
                if block.lang == "sh":
                    found.setdefault(block.text, spot)
    own = Mistakes()
    reader = Rehearsal(lesson, own)
    for command, spot in found.items():
        reader.run(command, spot, timeout=SENTENCE_SECONDS)
    for one in own.found:
        if one.code == "command-odd" and _NO_SUCH.search(str(one.params["why"])):
            mistakes.add(one.place, one.code, **one.params)


def _unplayed(solved: Rehearsal, step: Step) -> bool:
    blocks = solved.lesson.texts["en"].get(step.name, ())
    count = sum(block.lang == "sh" for block in blocks)
    return any((step.name, number) not in solved.played for number in range(1, count + 1))


def _wrong(lesson: Lesson, script: Script, mistakes: Mistakes) -> set[CheckName]:
    """Play a wrong answer; the misconceptions that it meets."""
    aim = script.aim
    if aim is None:
        return set()
    own = Mistakes()
    rehearsal = Rehearsal(lesson, own)
    rehearsal.play(script)
    for one in own.found:
        if one.place.file == script.file:
            mistakes.add(one.place, one.code, **one.params)
    if aim.kind == "check":
        _stays_red(rehearsal, aim, mistakes)
    elif (aim.step, aim.name) not in rehearsal.marks.met:
        mistakes.add(aim.spot, "wrong-not-met", name=f"{aim.step}/{aim.name}")
    return rehearsal.marks.met


def _stays_red(rehearsal: Rehearsal, aim: Aim, mistakes: Mistakes) -> None:
    name = f"{aim.step}/{aim.name}"
    verdict = rehearsal.marks.verdict(aim.step, aim.name)
    if verdict.passed:
        mistakes.add(aim.spot, "wrong-passes", name=name)
    elif verdict.code != aim.code:
        why = json.dumps(verdict.params, ensure_ascii=False)
        mistakes.add(aim.spot, "wrong-says", name=name, code=aim.code, actual=verdict.code, why=why)
