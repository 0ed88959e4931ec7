"""The steps of a lesson as ``lesson.yaml`` has them: checks, questions, misconceptions.

Here: the records, and reading them with every refusal.  Not here: texts and folders
(``lessons.catalog``), judging (``lessons.goals``).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from lessons.files.rows import LANGUAGES, Row, plain
from lessons.goals import GOALS
from lessons.goals.arguments import check as check_arguments
from lessons.mistakes import Spot

MIN_CHOICES = 2
MOST_CHOICES = 9
LONGEST_ID = 60
_ID = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a step wants to be true: a goal with its arguments, and its label."""

    name: str
    goal: str
    arguments: dict[str, Any]
    say: dict[str, str]
    spot: Spot = field(default=Spot("lesson.yaml"), compare=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, and what is said to whoever chooses it."""

    text: dict[str, str]
    reply: dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """Something to answer.  ``right`` is the right choice; a prediction is passed by any answer:
    the cluster itself then shows who was right."""

    name: str
    ask: dict[str, str]
    choices: tuple[Choice, ...]
    right: int
    prediction: bool


@dataclass(frozen=True, slots=True)
class StepText:
    """A step in one language."""

    title: str
    html: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson; an optional one is not needed for the lesson to be done.  ``watched``
    are misconceptions: goals that nobody needs, and what is said when one is met."""

    name: str
    optional: bool
    checks: tuple[Check, ...]
    questions: tuple[Question, ...]
    watched: tuple[Check, ...]
    text: dict[str, StepText]
    spot: Spot = field(default=Spot("lesson.yaml"), compare=False)

    def question(self, name: str) -> Question | None:
        """A question by name."""
        return next((one for one in self.questions if one.name == name), None)


def read_steps(rows: list[Row], texts: dict[str, dict[str, StepText]]) -> tuple[Step, ...]:
    """All steps out of their rows, with every mistake in them noted."""
    steps = tuple(_step(row, texts) for row in rows)
    _distinct(rows, "duplicate-id")
    if rows and all(step.optional for step in steps):
        rows[0].wrong("only-optional-steps", "optional")
    return steps


def _step(row: Row, texts: dict[str, dict[str, StepText]]) -> Step:
    name = _id(row)
    questions, checks = row.rows("questions", needed=False), row.rows("checks", needed=False)
    watched = row.rows("watch", needed=False)
    asked = tuple(_question(one) for one in questions)
    step = Step(
        name,
        row.flag("optional"),
        (*(_answered(one, of) for one, of in zip(asked, questions, strict=True)), *_checks(checks)),
        asked,
        tuple(_checks(watched)),
        {lang: steps[name] for lang, steps in texts.items() if name in steps},
        row.place,
    )
    _distinct([*questions, *checks, *watched], "duplicate-id")
    if not checks and not questions:
        row.wrong("step-without-checks", step=name)
    row.done()
    return step


def _id(row: Row) -> str:
    name = row.text("id")
    if name and not _ID.match(name):
        row.wrong("bad-id", "id", name=name)
    if len(name) > LONGEST_ID:
        row.wrong("long-name", "id", most=LONGEST_ID)
    return name


def _distinct(rows: Iterable[Row], code: str) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        name = row.fields["id"].data if "id" in row.fields else None
        if not isinstance(name, str):
            continue
        if name in seen:
            row.wrong(code, "id", name=name, first=seen[name])
        seen.setdefault(name, row.place.line)


def _checks(rows: list[Row]) -> list[Check]:
    found = [_check(row) for row in rows]
    for at, check in enumerate(found):
        for before in found[:at]:
            if check.goal and (check.goal, check.arguments) == (before.goal, before.arguments):
                rows[at].wrong("same-check", name=check.name, other=before.name)
    return found


def _check(row: Row) -> Check:
    name, goal_name = _id(row), row.text("goal")
    arguments = row.row("with", needed=False)
    goal = GOALS.get(goal_name)
    if goal is None:
        if goal_name:
            _no_goal(row, goal_name)
    elif arguments is None:
        for word in goal.needs:
            row.wrong("missing-field", f"with.{word}")
    else:
        check_arguments(arguments, goal.needs, goal.takes)
    say = row.words("say")
    row.done()
    given = plain(arguments.fields) if arguments else {}
    return Check(name, goal_name, given, say, row.place)


def _no_goal(row: Row, name: str) -> None:
    near = get_close_matches(name, GOALS, 1, 0.4)
    row.wrong("unknown-goal", "goal", goal=name, near=near[0] if near else ", ".join(GOALS))


def _question(row: Row) -> Question:
    name, rows = _id(row), row.rows("choices")
    choices = tuple(_choice(one) for one in rows)
    if row.fields.get("choices") and not MIN_CHOICES <= len(rows) <= MOST_CHOICES:
        row.wrong("choices", "choices", least=MIN_CHOICES, most=MOST_CHOICES)
    right = _right(row, len(choices))
    for lang in LANGUAGES:
        said = [one.text.get(lang) for one in choices]
        for at, text in enumerate(said):
            if text and text in said[:at]:
                rows[at].wrong("same-choice", lang, text=text)
    prediction = row.flag("prediction")
    question = Question(name, row.words("ask"), choices, right - 1, prediction)
    row.done()
    return question


def _right(row: Row, choices: int) -> int:
    """The number of the right choice, from 1."""
    if "right" in row.fields and isinstance(row.fields["right"].data, list):
        row.get("right", list)
        row.wrong("one-right-choice", "right")
        return 1
    return row.number("right", 1, max(choices, 1))


def _choice(row: Row) -> Choice:
    words = row.languages()
    choice = Choice(words, row.words("reply"))
    row.done()
    return choice


def _answered(question: Question, row: Row) -> Check:
    arguments = {"question": question.name, "right": question.right}
    if question.prediction:
        arguments["right"] = -1
    return Check(question.name, "question.answered", arguments, question.ask, row.place)
