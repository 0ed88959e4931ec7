"""docs/COURSE.md names lessons and checks that exist, and leaves no statement or lesson out."""

import re
from pathlib import Path

from lessons.catalog import CONTENT, lessons

TABLE = Path(__file__).parents[3] / "docs" / "COURSE.md"
STATEMENTS = 29
NAME = re.compile(r"[a-z0-9-]+/[a-z0-9-]+")


def rows():
    """(first cells, what proves it) of every row of both tables."""
    for line in TABLE.read_text("utf-8").split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and re.search(r"\d{3} [a-z]", cells[-1]):
            yield cells[:-1], cells[-1]


def named():
    """Each (number of a lesson, step/check) that the page names."""
    for _, cell in rows():
        for part in cell.split(";"):
            number, _, checks = part.strip().partition(" ")
            for check in checks.split(", "):
                yield int(number), check


def known():
    for lesson in lessons():
        for step in lesson.steps:
            for check in (*step.checks, *step.watched):
                yield lesson.number, f"{step.name}/{check.name}"


def test_every_statement_has_a_row():
    numbers = [int(first[0]) for first, _ in rows() if first[0].isdigit()]
    assert numbers == list(range(1, STATEMENTS + 1))


def test_every_row_has_checks_that_exist_in_the_lesson_that_it_names():
    assert set(named()) - set(known()) == set()
    assert all(NAME.search(cell) for _, cell in rows())


def test_every_lesson_of_the_course_is_needed_for_something():
    numbers = {lesson.number for lesson in lessons() if (CONTENT / lesson.name).is_dir()}
    assert numbers - {number for number, _ in named()} == set()


def test_every_row_of_the_page_was_read():
    tables = [line for line in TABLE.read_text("utf-8").split("\n") if line.startswith("| ")]
    heads = sum(line.startswith(("| # ", "| subject ")) for line in tables)
    assert len(tables) - heads == len(list(rows()))
