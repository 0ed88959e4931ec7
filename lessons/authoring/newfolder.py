"""A new lesson's folder, right in all but the places that its author must fill.

Here: making it from ``template/``.  Not here: the command line (``management``), reading lessons.
"""

import re
from pathlib import Path

from lessons.files.folder import NAME

TEMPLATE = Path(__file__).resolve().parent / "template"
FIRST_NUMBER = 100
"""Lessons made elsewhere begin here, behind those of the course."""
LAST_NUMBER = 999
_SLUG = re.compile(r"^[a-z0-9]+(?:_[a-z0-9]+)*$")


class CannotMake(Exception):
    """A folder that cannot be made; ``str()`` says why."""


def free_number(taken: set[int]) -> int:
    """The first number for a new lesson that nobody has."""
    for number in range(FIRST_NUMBER, LAST_NUMBER + 1):
        if number not in taken:
            return number
    raise CannotMake(f"all numbers up to {LAST_NUMBER} are taken")


def new_folder(name: str, parent: Path, taken: set[int]) -> Path:
    """Make the folder of a new lesson: ``name`` is ``NNN_name``, or a name that gets a number.

    Raises:
        CannotMake: the name cannot be, or the folder is there.
    """
    found = NAME.match(name)
    if found is None and not _SLUG.match(name):
        raise CannotMake(f"a name is small letters, digits and underscores, not {name!r}")
    number = int(found["number"]) if found else free_number(taken)
    folder = parent / (name if found else f"{number:03}_{name}")
    if number in taken:
        raise CannotMake(f"the number {number} is taken")
    if number == 0 or folder.exists():
        raise CannotMake(f"{folder} is there already" if number else "numbers begin with 1")
    for file in sorted(path for path in TEMPLATE.rglob("*") if path.is_file()):
        _copy(file, folder / file.relative_to(TEMPLATE), number)
    return folder


def _copy(file: Path, to: Path, number: int) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    text = file.read_text("utf-8")
    to.write_text(text.replace("number: 0", f"number: {number}"), "utf-8")
