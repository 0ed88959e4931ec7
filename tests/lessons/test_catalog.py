"""The lessons that there are: the course's all load, a wrong one dropped in is left out."""

import pytest

from lessons import catalog
from lessons.catalog import LANGUAGES, BadLesson, lesson, lessons
from tests.lessons.folders import make, replaced


@pytest.fixture
def dropped_in(tmp_path, settings):
    settings.PODLAB_LESSONS = str(tmp_path)
    catalog.forget()
    yield tmp_path
    catalog.forget()


@pytest.fixture
def settings():
    from django.conf import settings as live

    before = live.PODLAB_LESSONS
    yield live
    live.PODLAB_LESSONS = before


def test_every_lesson_of_the_course_loads_in_both_languages():
    found = lessons()
    numbers = [one.number for one in found]
    assert numbers == sorted(set(numbers))
    assert all(one.name.startswith(f"{one.number:03}_") for one in found)
    for one in found:
        assert set(one.title) == set(LANGUAGES)
        assert all(set(step.text) == set(LANGUAGES) for step in one.steps)


def test_a_lesson_that_was_dropped_in_is_among_the_others(dropped_in):
    make(dropped_in, "900_gone")
    replaced(dropped_in / "900_gone", "lesson.yaml", "number: 9", "number: 900")
    assert lessons()[-1].name == "900_gone"
    assert lesson("900_gone").steps[0].name == "one"


def test_a_wrong_lesson_that_was_dropped_in_is_left_out_and_told(dropped_in, caplog):
    make(dropped_in, "900_gone")
    assert lesson("900_gone") is None
    assert "900_gone/lesson.yaml:1: the number is 9" in caplog.text


def test_a_wrong_lesson_of_the_course_stops_the_server(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "CONTENT", tmp_path)
    make(tmp_path, "009_gone")
    replaced(tmp_path / "009_gone", "lesson.yaml", "number: 9", "number: 8")
    catalog.forget()
    with pytest.raises(BadLesson, match="the number is 8"):
        lessons()
    catalog.forget()


def test_nobody_has_a_lesson_that_is_not_there():
    assert lesson("404_nothing") is None
