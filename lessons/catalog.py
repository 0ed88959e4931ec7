"""The lessons that there are: folders of text and YAML, read and checked when the server starts.

A lesson is ``content/NNN_name/`` with ``lesson.yaml`` (number, steps, checks) and one
``text.LANGUAGE.md`` per language.  In a text, ``# Title`` is the lesson's, ``## Title {#step}``
begins a step, ``### hint`` in a step begins one of its hints.  Not here: judging (``goals``).
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lessons.goals import GOALS
from lessons.markdown import to_html

CONTENT = Path(__file__).resolve().parent / "content"
LANGUAGES = ("zh-hans", "en")
_STEP = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)\}$", re.M)
_HINT = re.compile(r"^### hint$", re.M)


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
class StepText:
    """A step in one language."""

    title: str
    html: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lesson; an optional one is not needed for the lesson to be done."""

    name: str
    optional: bool
    checks: tuple[Check, ...]
    text: dict[str, StepText]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in all languages."""

    name: str
    number: int
    title: dict[str, str]
    summary: dict[str, str]
    intro: dict[str, str]
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step | None:
        """A step by name."""
        return next((step for step in self.steps if step.name == name), None)


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in order.

    Raises:
        BadLesson: one of them is wrong.
    """
    folders = sorted(path for path in CONTENT.iterdir() if path.is_dir())
    return tuple(sorted((load(folder) for folder in folders), key=lambda one: one.number))


def lesson(name: str) -> Lesson | None:
    """A lesson by the name of its folder."""
    return next((one for one in lessons() if one.name == name), None)


def load(folder: Path) -> Lesson:
    """The lesson in a folder.

    Raises:
        BadLesson: something in it is wrong.
    """
    file = folder / "lesson.yaml"
    data = _yaml(file)
    texts = {lang: _text(folder / f"text.{lang}.md") for lang in LANGUAGES}
    _same_blocks(folder, texts)
    steps = []
    for row in _need(file, data, "steps", list):
        steps.append(_step(file, row, texts))
    _same_steps(folder, texts, [step.name for step in steps])
    return Lesson(
        name=folder.name,
        number=_need(file, data, "number", int),
        title={lang: text.title for lang, text in texts.items()},
        summary=_languages(file, _need(file, data, "summary", dict)),
        intro={lang: to_html(text.intro) for lang, text in texts.items()},
        steps=tuple(steps),
    )


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    intro: str
    steps: dict[str, StepText]
    blocks: tuple[str, ...]


def _yaml(file: Path) -> dict[str, Any]:
    try:
        data = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise BadLesson(file, 0, "is missing") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadLesson(file, line, str(error.problem)) from error
    if not isinstance(data, dict):
        raise BadLesson(file, 1, "must be a mapping")
    return data


def _need(file: Path, data: dict[str, Any], name: str, type_: type) -> Any:
    if not isinstance(data.get(name), type_):
        raise BadLesson(file, 0, f"needs {name} ({type_.__name__})")
    return data[name]


def _languages(file: Path, words: Any) -> dict[str, str]:
    if not isinstance(words, dict) or set(words) != set(LANGUAGES):
        raise BadLesson(file, 0, f"needs words in {' and '.join(LANGUAGES)}: {words!r}")
    return {lang: str(words[lang]) for lang in LANGUAGES}


def _step(file: Path, row: Any, texts: dict[str, _Text]) -> Step:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadLesson(file, 0, "each step needs an id")
    name = row["id"]
    for lang, text in texts.items():
        if name not in text.steps:
            raise BadLesson(file.parent / f"text.{lang}.md", 0, f"has no step {{#{name}}}")
    checks = tuple(_check(file, name, check) for check in row.get("checks") or ())
    return Step(
        name,
        bool(row.get("optional", False)),
        checks,
        {lang: text.steps[name] for lang, text in texts.items()},
    )


def _check(file: Path, step: str, row: Any) -> Check:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise BadLesson(file, 0, f"step {step}: each check needs an id")
    goal = GOALS.get(str(row.get("goal")))
    if goal is None:
        raise BadLesson(file, 0, f"step {step}: there is no goal {row.get('goal')!r}")
    arguments = row.get("with") or {}
    missing = sorted(set(goal.needs) - set(arguments))
    unknown = sorted(set(arguments) - set(goal.needs) - set(goal.takes))
    if missing or unknown:
        raise BadLesson(file, 0, f"step {step}: {row['goal']} lacks {missing}, has no {unknown}")
    return Check(row["id"], row["goal"], arguments, _languages(file, row.get("say")))


def _text(file: Path) -> _Text:
    try:
        source = file.read_text("utf-8")
    except FileNotFoundError as error:
        raise BadLesson(file, 0, "is missing") from error
    if not source.startswith("# "):
        raise BadLesson(file, 1, "must begin with '# Title'")
    title, _, body = source[2:].partition("\n")
    parts = _STEP.split(body)
    steps = {}
    for place in range(1, len(parts), 3):
        heading, name, text = parts[place : place + 3]
        words, *hints = _HINT.split(text)
        steps[name] = StepText(heading, to_html(words), tuple(to_html(hint) for hint in hints))
    blocks = tuple(re.findall(r"^```.*?^```$", source, re.M | re.S))
    return _Text(title.strip(), parts[0], steps, blocks)


def _same_blocks(folder: Path, texts: dict[str, _Text]) -> None:
    first, *others = texts.items()
    for lang, text in others:
        if text.blocks != first[1].blocks:
            raise BadLesson(
                folder / f"text.{lang}.md", 0, f"has other code blocks than text.{first[0]}.md"
            )


def _same_steps(folder: Path, texts: dict[str, _Text], names: list[str]) -> None:
    for lang, text in texts.items():
        if list(text.steps) != names:
            raise BadLesson(
                folder / f"text.{lang}.md",
                0,
                f"has the steps {list(text.steps)}, lesson.yaml has {names}",
            )
