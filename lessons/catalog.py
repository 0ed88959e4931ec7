"""The lessons that there are: those of the course, and those that were dropped in beside it.

A wrong lesson of the course stops the server; a wrong one that was dropped in is told in the log
and left out.  Not here: reading a folder (``lessons.reading.lesson``), judging (``lessons.goals``).
"""

import functools
import logging
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from lessons.files.folder import NAME, SETTINGS, TEXTS
from lessons.files.rows import LANGUAGES
from lessons.mistakes import BadLesson
from lessons.reading.lesson import Lesson, Neighbours, read_lesson
from lessons.reading.steps import Check, Step

__all__ = ["LANGUAGES", "BadLesson", "Check", "Lesson", "Step", "lesson", "lessons", "load"]

CONTENT = Path(__file__).resolve().parent / "content"
MOST_BYTES = 128 * 1024
_STEP = re.compile(r"^## .+? \{#([a-z0-9-]+)\}$", re.M)
_NEEDS = re.compile(r"^needs:(?:[ \t]*\[[^\]]*\]|(?:\n *- .*)+)", re.M)
_NAME = re.compile(r"\d{3}_[a-z0-9_]+")
_LOG = logging.getLogger(__name__)


def dropped_in() -> Path:
    """The directory of the lessons that were made elsewhere; it need not be there."""
    return Path(settings.PODLAB_LESSONS)


def folders() -> list[Path]:
    """The folders of all lessons: one that its author edits here, then those of the course."""
    known = [*_edited(), *_folders(CONTENT), *_folders(dropped_in())]
    return list(dict.fromkeys(known))


def _edited() -> list[Path]:
    """The folder that an author edits on this machine, if there is one."""
    folder = Path(settings.PODLAB_PREVIEW).absolute()
    return [folder] if settings.PODLAB_PREVIEW and folder.is_dir() else []


def _folders(parent: Path) -> Iterator[Path]:
    if parent.is_dir():
        yield from sorted(one for one in parent.iterdir() if one.is_dir() and NAME.match(one.name))


@functools.cache
def lessons() -> tuple[Lesson, ...]:
    """All lessons in order.

    Raises:
        BadLesson: one of the course is wrong.
    """
    found: dict[str, Lesson] = {}
    for folder in folders():
        try:
            found.setdefault(folder.name, load(folder))
        except BadLesson as error:
            if folder.parent == CONTENT and folder not in _edited():
                raise
            _LOG.error("a lesson is left out:\n%s", error)
    return tuple(sorted(found.values(), key=lambda one: (one.number, one.name)))


def forget() -> None:
    """Read all lessons anew when they are next asked for."""
    lessons.cache_clear()
    _variant.cache_clear()


def lesson(name: str, seed: int = 0) -> Lesson | None:
    """A lesson by the name of its folder, in the variant of a seed."""
    found = next((one for one in lessons() if one.name == name), None)
    return found if found is None or found.variants.count == 1 else _variant(name, seed)


@functools.lru_cache(maxsize=512)
def _variant(name: str, seed: int) -> Lesson:
    folder = next(one for one in folders() if one.name == name)
    return load(folder, seed)


def load(folder: Path, seed: int = 0) -> Lesson:
    """The lesson in a folder, which may stand anywhere, in the variant of a seed.

    Raises:
        BadLesson: something in it is wrong; all of it is told.
    """
    folder = folder.absolute()
    beside = [*_folders(folder.parent), *(folders() if folder.parent == dropped_in() else ())]
    known = [one.name for one in (*folders(), *beside)]
    numbers = {one.name: int(one.name[:3]) for one in beside}
    steps_of = functools.partial(_steps_of, folder.parent)
    needs_of = functools.partial(_needs_of, folder.parent)
    return read_lesson(folder, seed, Neighbours(frozenset(known), numbers, steps_of, needs_of))


def _steps_of(parent: Path, name: str) -> list[str] | None:
    """The steps of another lesson by its text, without reading the whole lesson."""
    folder = _folder(parent, name)
    return None if folder is None else _STEP.findall(_glimpse(folder / TEXTS["en"]))


def _needs_of(parent: Path, name: str) -> tuple[str, ...]:
    """The lessons that should come before another, without reading the whole of it."""
    folder = _folder(parent, name)
    found = _NEEDS.search(_glimpse(folder / SETTINGS)) if folder else None
    return tuple(_NAME.findall(found[0])) if found else ()


def _folder(parent: Path, name: str) -> Path | None:
    known = [*_folders(parent), *folders()]
    return next((one for one in known if one.name == name), None)


def _glimpse(file: Path) -> str:
    """The beginning of another lesson's file; '' if it cannot be read, which is its own matter."""
    try:
        with file.open(encoding="utf-8") as opened:
            return opened.read(MOST_BYTES)
    except (OSError, UnicodeDecodeError):
        return ""
