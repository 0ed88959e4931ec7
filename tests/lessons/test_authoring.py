"""docs/AUTHORING.md, in both languages, names every goal with every argument, every file and every
direction that there is."""

from pathlib import Path

import pytest

from lessons.files.folder import KNOWN
from lessons.goals import GOALS
from lessons.reading.scripts import DIRECTIONS

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(params=["AUTHORING.md", "AUTHORING.zh-hans.md"])
def page(request):
    return (DOCS / request.param).read_text("utf-8")


def rows(page):
    for line in page.split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0].strip("`") in GOALS:
            yield cells[0].strip("`"), *(set(filter(None, cell.split(", "))) for cell in cells[1:3])


def test_every_goal_is_there_with_its_arguments(page):
    found = {name: (needs, takes) for name, needs, takes in rows(page)}
    for name, goal in GOALS.items():
        assert found[name] == (set(goal.needs), set(goal.takes) - {"namespace"}), name


def test_every_file_and_direction_is_there(page):
    assert all(f"`{file}`" in page for file in KNOWN)
    assert all(f"`! {verb} " in page for verb in DIRECTIONS)


def test_both_languages_have_the_same_blocks():
    texts = [(DOCS / name).read_text("utf-8") for name in ("AUTHORING.md", "AUTHORING.zh-hans.md")]
    english, chinese = ([part.split("\n")[0] for part in text.split("\n```")] for text in texts)
    assert english[1:] == chinese[1:]
