"""Reading a lesson's folder into a ``Lesson``, or into everything that is wrong with it.

A lesson is ``NNN_name/`` with ``lesson.yaml`` (number, steps, checks), one ``text.LANGUAGE.md`` per
language, ``solution.sh``, and perhaps ``wrong/*.sh``, a start state (``start.yaml``, ``start.sh``)
and ``variants.yaml``.  Not here: which lessons there are (``lessons.catalog``), playing them
(``lessons.authoring.proving``).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.files.folder import NAME, SETTINGS, SOLUTION, TEXTS, WRONG, read_folder
from lessons.files.rows import Row, plain, read_yaml
from lessons.mistakes import BadLesson, Mistakes, Spot
from lessons.reading.comparing import compare
from lessons.reading.course import BadPlace, Place, read_place
from lessons.reading.links import StepsOf, check_links
from lessons.reading.markdown import to_html
from lessons.reading.scene import (
    check_manifest,
    check_nodes,
    check_yaml,
    read_faults,
    read_spec,
    read_start,
)
from lessons.reading.scripts import Parts, Script, check_shell, read_script
from lessons.reading.steps import Step, StepText, read_steps
from lessons.reading.texts import Block, Section, Text, read_text
from lessons.reading.variants import FILE, BadVariants, Variants, fill, read_variants

HIGHEST = 999
_LEFT = re.compile(r"\{\{([a-z][a-z_]*)\}\}")
_TEMPLATE_WORDS = frozenset(("end", "else", "break", "continue"))


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson in all languages.  ``spec`` is its cluster's, ``start`` the commands that make a new
    cluster the lesson's, ``texts`` the code blocks by language and step, ``place`` its place in the
    course.  ``values`` are what a seed chose from its ``variants``.  ``written`` is the text as its
    author wrote it, ``solution`` and ``wrong`` are what proves the lesson."""

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
    written: dict[str, Text]
    solution: Script
    wrong: tuple[Script, ...]

    def step(self, name: str) -> Step | None:
        """A step by name."""
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The other lessons, as far as one lesson speaks of them: the names that are known, the
    numbers of those beside it, the steps of one, and what should come before one."""

    names: frozenset[str]
    numbers: dict[str, int]
    steps_of: StepsOf
    needs_of: Callable[[str], tuple[str, ...]]


def read_lesson(folder: Path, seed: int, neighbours: Neighbours) -> Lesson:
    """The lesson in a folder, in the variant of a seed.

    Raises:
        BadLesson: something in it is wrong; all of it is told.
    """
    mistakes = Mistakes()
    files = read_folder(folder, mistakes)
    variants = _variants(files, mistakes)
    values = variants.values(seed)
    files = {name: fill(text, values) for name, text in files.items()}
    _check_filled(files, mistakes)
    lesson = _lesson(folder.name, files, (variants, values), neighbours, mistakes)
    if mistakes.found or lesson is None:
        raise BadLesson(folder.name, mistakes.found)
    return lesson


def _lesson(
    name: str, files: dict[str, str], chosen: tuple[Variants, dict[str, str]],
    neighbours: Neighbours, mistakes: Mistakes,
) -> Lesson | None:  # fmt: skip
    texts = {
        lang: read_text(file, files[file], mistakes)
        for lang, file in TEXTS.items()
        if file in files
    }
    row = read_yaml(SETTINGS, files[SETTINGS], mistakes) if SETTINGS in files else None
    if row is None:
        return None
    steps = _steps(row, texts, mistakes)
    spec, start = read_spec(row, mistakes), read_start(files, mistakes)
    check_nodes(steps, spec, mistakes)
    for text in texts.values():
        _check_text(text, neighbours, mistakes)
    blocks = {lang: _blocks(text) for lang, text in texts.items()}
    solution, wrong = _scripts(files, Parts(steps, blocks.get("en", {})), mistakes)
    lesson = Lesson(
        name=name,
        number=_number(row, name, neighbours),
        title={lang: text.title for lang, text in texts.items()},
        summary=row.words("summary"),
        intro={lang: to_html("\n".join(text.sections[0].words)) for lang, text in texts.items()},
        steps=steps,
        spec=spec,
        start=(*start, *read_faults(row, mistakes)),
        texts=blocks,
        place=_place(row, name, neighbours),
        variants=chosen[0],
        values=chosen[1],
        written=texts,
        solution=solution,
        wrong=wrong,
    )
    row.done()
    return lesson


def _steps(row: Row, texts: dict[str, Text], mistakes: Mistakes) -> tuple[Step, ...]:
    rows = row.rows("steps")
    worded = {
        lang: {section.name: _step_text(section) for section in text.steps}
        for lang, text in texts.items()
    }
    steps = read_steps(rows, worded)
    compare(texts, [(step.name, step.spot) for step in steps if step.name], mistakes)
    return steps


def _step_text(section: Section) -> StepText:
    hints = tuple(to_html("\n".join(hint)) for hint in section.hints)
    return StepText(section.title, to_html("\n".join(section.words)), hints)


def _blocks(text: Text) -> dict[str, tuple[Block, ...]]:
    return {section.name: tuple(section.blocks) for section in text.sections}


def _check_text(text: Text, neighbours: Neighbours, mistakes: Mistakes) -> None:
    """Links lead somewhere, shell blocks are shell, and files are what they are called."""
    own = [section.name for section in text.steps]
    for section in text.sections:
        check_links(section.links, own, neighbours.names, neighbours.steps_of, mistakes)
        blocks = zip(section.blocks, section.places, strict=True)
        for block, spot in (*blocks, *section.hinted):
            if block.lang == "sh" and not block.fails:
                check_shell(block.text, Spot(spot.file, spot.line + 1), mistakes)
            elif block.lang == "yaml":
                check = check_manifest if block.file else check_yaml
                check(spot.file, block.text, mistakes, spot.line)


def _scripts(
    files: dict[str, str], parts: Parts, mistakes: Mistakes
) -> tuple[Script, tuple[Script, ...]]:
    solution = Script(SOLUTION, ())
    if SOLUTION in files:
        solution = read_script(SOLUTION, files[SOLUTION], parts, mistakes)
    names = [name for name in files if name.startswith(f"{WRONG}/")]
    return solution, tuple(read_script(name, files[name], parts, mistakes) for name in names)


def _number(row: Row, name: str, neighbours: Neighbours) -> int:
    number, folder = row.number("number", 1, HIGHEST), NAME.match(name)
    if folder and int(folder["number"]) != number:
        row.wrong("other-number", "number", number=number, folder=name)
    for other, taken in neighbours.numbers.items():
        if taken == number and other != name:
            row.wrong("duplicate-number", "number", number=number, other=other)
    return number


def _place(row: Row, name: str, neighbours: Neighbours) -> Place:
    known = ("topic", "needs", "exercise", "exam")
    for field in known:
        row.get(field, object, needed=False)
    given = {field: plain(row.fields[field]) for field in known if field in row.fields}
    try:
        place = read_place(given)
    except BadPlace as error:
        row.wrong("bad-place", error.field, why=str(error))
        return Place()
    for needed in place.needs:
        if needed not in neighbours.names or needed == name:
            row.wrong("unknown-lesson", "needs", name=needed)
        elif name in _before(needed, neighbours):
            row.wrong("needs-circle", "needs", name=needed, lesson=name)
    return place


def _before(name: str, neighbours: Neighbours) -> set[str]:
    """Every lesson that should come before one."""
    found: set[str] = set()
    left = [name]
    while left:
        new = set(neighbours.needs_of(left.pop())) - found
        found |= new
        left += sorted(new)
    return found


def _check_filled(files: dict[str, str], mistakes: Mistakes) -> None:
    """No name of a variant is left that nobody knows; Go templates have words of their own."""
    for name, text in files.items():
        if name == FILE:
            continue
        for found in _LEFT.finditer(text):
            if found[1] not in _TEMPLATE_WORDS:
                line = text.count("\n", 0, found.start()) + 1
                mistakes.add(Spot(name, line), "unknown-value", name=found[1])


def _variants(files: dict[str, str], mistakes: Mistakes) -> Variants:
    row = read_yaml(FILE, files[FILE], mistakes) if FILE in files else None
    if row is None:
        return Variants()
    try:
        return read_variants(plain(row.fields))
    except BadVariants as error:
        mistakes.add(row.place, "bad-variants", why=str(error))
        return Variants()
