"""The steps of a lesson as ``lesson.yaml`` has them: checks, questions, misconceptions.

Here: the records, and reading them with every refusal.  Not here: texts and folders
(``lessons.catalog``), judging (``lessons.goals``).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.goals import GOALS

LANGUAGES = ("zh-hans", "en")
MIN_CHOICES = 2


class BadLesson(Exception):
    """A lesson folder that cannot be used: which file, which line (0 if it is not a matter of
    one), and why."""

    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name}:{line}: {why}")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a step wants to be true: a goal with its arguments, and its label."""

    name: str
    goal: str
    arguments: dict[str, Any]
    say: dict[str, str]


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

    def question(self, name: str) -> Question | None:
        """A question by name."""
        return next((one for one in self.questions if one.name == name), None)


def need(file: Path, data: dict[str, Any], name: str, type_: type) -> Any:
    """A field of a type.

    Raises:
        BadLesson: it is not there, or of another type.
    """
    if not isinstance(data.get(name), type_):
        raise BadLesson(file, 0, f"needs {name} ({type_.__name__})")
    return data[name]


def languages(file: Path, words: Any) -> dict[str, str]:
    """Words in every language.

    Raises:
        BadLesson: a language is missing, or there is one too many.
    """
    if not isinstance(words, dict) or set(words) != set(LANGUAGES):
        raise BadLesson(file, 0, f"needs words in {' and '.join(LANGUAGES)}: {words!r}")
    return {lang: str(words[lang]) for lang in LANGUAGES}


def read_step(file: Path, row: Any, texts: dict[str, dict[str, StepText]]) -> Step:
    """One step out of its row.

    Raises:
        BadLesson: something in it is wrong.
    """
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadLesson(file, 0, "each step needs an id")
    name = row["id"]
    for lang, steps in texts.items():
        if name not in steps:
            raise BadLesson(file.parent / f"text.{lang}.md", 0, f"has no step {{#{name}}}")
    questions = tuple(_question(file, name, one) for one in row.get("questions") or ())
    checks = tuple(_check(file, name, one) for one in row.get("checks") or ())
    return Step(
        name,
        bool(row.get("optional", False)),
        tuple(_answered(one) for one in questions) + checks,
        questions,
        tuple(_check(file, name, one) for one in row.get("watch") or ()),
        {lang: steps[name] for lang, steps in texts.items()},
    )


def _check(file: Path, step: str, row: Any) -> Check:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadLesson(file, 0, f"step {step}: each check needs an id")
    goal = GOALS.get(str(row.get("goal")))
    if goal is None:
        raise BadLesson(file, 0, f"step {step}: there is no goal {row.get('goal')!r}")
    arguments = row.get("with") or {}
    if not isinstance(arguments, dict):
        raise BadLesson(file, 0, f"step {step}: with must be a mapping")
    missing = sorted(set(goal.needs) - set(arguments))
    unknown = sorted(set(arguments) - set(goal.needs) - set(goal.takes))
    if missing or unknown:
        raise BadLesson(file, 0, f"step {step}: {row['goal']} lacks {missing}, has no {unknown}")
    return Check(row["id"], row["goal"], arguments, languages(file, row.get("say")))


def _question(file: Path, step: str, row: Any) -> Question:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadLesson(file, 0, f"step {step}: each question needs an id")
    rows = need(file, row, "choices", list)
    right = need(file, row, "right", int)
    if len(rows) < MIN_CHOICES or not 1 <= right <= len(rows):
        raise BadLesson(file, 0, f"question {row['id']}: right is the number of a choice, from 1")
    choices = tuple(_choice(file, one) for one in rows)
    ask = languages(file, row.get("ask"))
    return Question(row["id"], ask, choices, right - 1, bool(row.get("prediction", False)))


def _choice(file: Path, row: Any) -> Choice:
    if not isinstance(row, dict):
        raise BadLesson(file, 0, f"a choice needs words: {row!r}")
    words = {lang: row[lang] for lang in LANGUAGES if lang in row}
    return Choice(languages(file, words), languages(file, row.get("reply")))


def _answered(question: Question) -> Check:
    arguments = {"question": question.name, "right": question.right}
    if question.prediction:
        arguments["right"] = -1
    return Check(question.name, "question.answered", arguments, question.ask)
