"""What can be wrong with a lesson folder: each mistake is a code with its data, at a file and line.

Not here: finding mistakes (``lessons.files``, ``reading``, ``authoring``), their sentences
(``lessons.mistakes.words``).
"""

from dataclasses import dataclass, field
from typing import Any

from lessons.mistakes.words import explained

MOST = 100
"""How many mistakes of a lesson are told; an author mends them a few at a time."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file; ``file`` is its path within the lesson's folder ('' for the folder)."""

    file: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong, and where; ``params`` fill its sentence."""

    place: Spot
    code: str
    params: dict[str, Any] = field(default_factory=dict)

    def told(self, lesson: str, language: str = "en") -> str:
        """``lesson/file:line: reason``, as compilers tell it."""
        where = f"{lesson}/{self.place.file}" if self.place.file else lesson
        return f"{where}:{self.place.line}: {explained(self.code, self.params, language)}"


class Mistakes:
    """The mistakes found so far, in the order of finding."""

    def __init__(self) -> None:
        self.found: list[Mistake] = []

    def add(self, place: Spot, code: str, /, **params: Any) -> None:
        """Note a mistake; the same one twice is noted once."""
        mistake = Mistake(place, code, params)
        if len(self.found) < MOST and mistake not in self.found:
            self.found.append(mistake)


class BadLesson(Exception):
    """A lesson folder that cannot be used, with everything that was found wrong."""

    def __init__(self, lesson: str, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(one.told(lesson) for one in mistakes))
        self.lesson = lesson
        self.mistakes = tuple(mistakes)
