"""docs/COURSE.md names lessons and checks that exist."""

import re
from pathlib import Path

from lessons.catalog import lessons

TABLE = Path(__file__).parents[2] / "docs" / "COURSE.md"
STATEMENTS = 29


def rows():
    for line in TABLE.read_text("utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].isdigit():
            yield int(cells[0]), cells[2], cells[3]


def test_every_statement_has_lessons_that_exist():
    numbers = {lesson.number for lesson in lessons()}
    found = list(rows())
    assert [number for number, _, _ in found] == list(range(1, STATEMENTS + 1))
    for _, named, _ in found:
        assert {int(one) for one in re.findall(r"\d{3}", named)} <= numbers


def test_every_check_that_is_named_exists():
    known = {
        f"{step.name}/{check.name}"
        for lesson in lessons()
        for step in lesson.steps
        for check in step.checks
    }
    named = {one for _, _, cell in rows() for one in re.findall(r"[a-z-]+/[a-z-]+", cell)}
    assert named <= known, named - known
