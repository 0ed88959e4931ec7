"""The lessons that there are: folders of text and YAML, read and checked when the server starts.

A lesson is ``content/NNN_name/`` with ``lesson.yaml`` (number, steps, checks), one
``text.LANGUAGE.md`` per language, and perhaps its start state (``start.yaml``).  In a text,
``# Title`` is the lesson's, ``## Title {#step}`` begins a step, ``### hint`` in a step begins one
of its hints.  Not here: judging (``goals``), reading a step's rows (``steps``).
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from lessons.course import BadPlace, Place, read_place
from lessons.markdown import to_html
from lessons.steps import LANGUAGES, BadLesson, Check, Step, StepText, languages, need, read_step
from lessons.variants import FILE, BadVariants, Variants, fill, read_variants
from podlab.engine.spec import BadSpec, default_spec, parse_spec

__all__ = ["LANGUAGES", "BadLesson", "Check", "Lesson", "Step", "lesson", "lessons", "load"]

CONTENT = Path(__file__).resolve().parent / "content"
_STEP = re.compile(r"^## (?P<title>.+?) \{#(?P<id>[a-z0-9-]+)\}$", re.M)
_HINT = re.compile(r"^### hint$", re.M)
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of a text: its language, the file that it is ('' if none), what it holds."""

    lang: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in all languages.  ``spec`` is its cluster's, ``start`` the commands that make a new
    cluster the lesson's, ``texts`` the code blocks by language and step, ``place`` its place in the
    course.  ``values`` are what a seed chose from its ``variants``."""

    name: str
    number: int
    title: dict[str, str]
    summary: dict[str, str]
    intro: dict[str, str]
    steps: tuple[Step, ...]
    spec: dict[str, Any]
    start: tuple[dict[str, Any], ...]
    texts: dict[str, dict[str, tuple[Block, ...]]]
    place: Place
    variants: Variants
    values: dict[str, str]

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


def lesson(name: str, seed: int = 0) -> Lesson | None:
    """A lesson by the name of its folder, in the variant of a seed."""
    found = next((one for one in lessons() if one.name == name), None)
    return found if found is None or found.variants.count == 1 else _variant(name, seed)


@functools.lru_cache(maxsize=512)
def _variant(name: str, seed: int) -> Lesson:
    return load(CONTENT / name, seed)


def load(folder: Path, seed: int = 0) -> Lesson:
    """The lesson in a folder, in the variant of a seed.

    Raises:
        BadLesson: something in it is wrong.
    """
    file = folder / "lesson.yaml"
    variants = _variants(folder)
    values = variants.values(seed)
    data = _yaml(file, values)
    texts = {lang: _text(folder / f"text.{lang}.md", values) for lang in LANGUAGES}
    _same_blocks(folder, texts)
    worded = {lang: text.steps for lang, text in texts.items()}
    steps = [read_step(file, row, worded) for row in need(file, data, "steps", list)]
    _distinct(file, steps)
    _same_steps(folder, texts, [step.name for step in steps])
    return Lesson(
        name=folder.name,
        number=need(file, data, "number", int),
        title={lang: text.title for lang, text in texts.items()},
        summary=languages(file, need(file, data, "summary", dict)),
        intro={lang: to_html(text.intro) for lang, text in texts.items()},
        steps=tuple(steps),
        spec=_spec(file, data.get("cluster") or {}),
        start=_start(folder, data, values),
        texts={lang: text.blocks for lang, text in texts.items()},
        place=_place(file, data),
        variants=variants,
        values=values,
    )


def _variants(folder: Path) -> Variants:
    file = folder / FILE
    if not file.exists():
        return Variants()
    try:
        return read_variants(_yaml(file, {}))
    except BadVariants as error:
        raise BadLesson(file, 0, str(error)) from error


def _place(file: Path, data: dict[str, Any]) -> Place:
    try:
        return read_place(data)
    except BadPlace as error:
        raise BadLesson(file, 0, str(error)) from error


def _spec(file: Path, changes: Any) -> dict[str, Any]:
    if not isinstance(changes, dict):
        raise BadLesson(file, 0, "cluster must be a mapping")
    spec = {**default_spec(), **changes}
    try:
        parse_spec(spec)
    except BadSpec as error:
        raise BadLesson(file, 0, f"cluster: {error}") from error
    return spec


def _start(
    folder: Path, data: dict[str, Any], values: dict[str, str]
) -> tuple[dict[str, Any], ...]:
    """What makes the start state: ``start.yaml`` applied, ``start.sh`` run, faults put on."""
    commands: list[dict[str, Any]] = []
    manifest, script = folder / "start.yaml", folder / "start.sh"
    if manifest.exists():
        text = fill(manifest.read_text("utf-8"), values)
        commands.append({"do": "run", "argv": ["kubectl", "apply", "-f", "-"], "stdin": text})
    if script.exists():
        text = fill(script.read_text("utf-8"), values)
        commands.append({"do": "run", "argv": ["bash", "-c", text]})
    for words in data.get("faults") or ():
        commands.append({"do": "fault", "fault": str(words).split()})
    return tuple(commands)


def _distinct(file: Path, steps: list[Step]) -> None:
    for step in steps:
        names = [check.name for check in (*step.checks, *step.watched)]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadLesson(file, 0, f"step {step.name}: {twice} are there twice")


@dataclass(frozen=True, slots=True)
class _Text:
    title: str
    intro: str
    steps: dict[str, StepText]
    blocks: dict[str, tuple[Block, ...]]


def _yaml(file: Path, values: dict[str, str]) -> dict[str, Any]:
    try:
        text = fill(file.read_text("utf-8"), values)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise BadLesson(file, 0, "is missing") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadLesson(file, line, str(error.problem)) from error
    if not isinstance(data, dict):
        raise BadLesson(file, 1, "must be a mapping")
    return data


def _text(file: Path, values: dict[str, str]) -> _Text:
    try:
        source = fill(file.read_text("utf-8"), values)
    except FileNotFoundError as error:
        raise BadLesson(file, 0, "is missing") from error
    if not source.startswith("# "):
        raise BadLesson(file, 1, "must begin with '# Title'")
    title, _, body = source[2:].partition("\n")
    parts = _STEP.split(body)
    steps, blocks = {}, {"": _blocks(parts[0])}
    for place in range(1, len(parts), 3):
        heading, name, text = parts[place : place + 3]
        words, *hints = _HINT.split(text)
        steps[name] = StepText(heading, to_html(words), tuple(to_html(hint) for hint in hints))
        blocks[name] = _blocks(text)
    return _Text(title.strip(), parts[0], steps, blocks)


def _blocks(text: str) -> tuple[Block, ...]:
    found = []
    for info, body in _FENCE.findall(text):
        words = info.split()
        lang, file = (words + ["", ""])[:2]
        found.append(Block(lang, file, body))
    return tuple(found)


def _same_blocks(folder: Path, texts: dict[str, _Text]) -> None:
    first, *others = texts.items()
    for lang, text in others:
        for step, blocks in first[1].blocks.items():
            if text.blocks.get(step, blocks) != blocks:
                raise BadLesson(
                    folder / f"text.{lang}.md",
                    0,
                    f"step {step or 'introduction'}: other code blocks than text.{first[0]}.md",
                )


def _same_steps(folder: Path, texts: dict[str, _Text], names: list[str]) -> None:
    for lang, text in texts.items():
        if list(text.steps) != names:
            raise BadLesson(
                folder / f"text.{lang}.md",
                0,
                f"has the steps {list(text.steps)}, lesson.yaml has {names}",
            )
