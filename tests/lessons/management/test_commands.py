"""``manage.py prove``: what it says of good and bad lessons, and its exit."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from lessons import catalog
from tests.lessons.folders import make, replaced


def test_good_lessons_are_ok(capsys):
    call_command("prove", "001")
    out = capsys.readouterr().out
    assert out.startswith("ok")
    assert len(out.splitlines()) == 1


def test_a_folder_anywhere_is_proved_by_its_path(tmp_path, capsys):
    call_command("prove", str(make(tmp_path)))
    assert capsys.readouterr().out.startswith("ok   009_gone")


def test_a_bad_lesson_is_told_and_fails_the_command(tmp_path, capsys):
    folder = replaced(make(tmp_path), "lesson.yaml", "number: 9", "number: 8")
    with pytest.raises(CommandError, match="1 lessons do not prove themselves"):
        call_command("prove", "001", str(folder))
    shown = capsys.readouterr()
    assert shown.out.splitlines()[1].startswith("FAIL 009_gone")
    assert "009_gone/lesson.yaml:1: the number is 8" in shown.err


def test_mistakes_are_told_in_the_author_s_language(tmp_path, capsys):
    folder = replaced(make(tmp_path), "lesson.yaml", "number: 9", "number: 8")
    with pytest.raises(CommandError):
        call_command("prove", str(folder), "--language", "zh-hans")
    assert "009_gone/lesson.yaml:1: 编号是 8" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["nosuch", "/nowhere/009_gone"])
def test_a_lesson_that_is_not_there_is_told(word, capsys):
    with pytest.raises(CommandError):
        call_command("prove", word)


@pytest.fixture
def lessons(tmp_path):
    """Where lessons are dropped in."""
    before = settings.PODLAB_LESSONS
    settings.PODLAB_LESSONS = str(tmp_path / "lessons")
    catalog.forget()
    yield tmp_path / "lessons"
    settings.PODLAB_LESSONS = before
    catalog.forget()


def renumbered(tmp_path):
    folder = make(tmp_path, "900_gone")
    return replaced(folder, "lesson.yaml", "number: 9", "number: 900")


def test_a_new_lesson_stands_among_those_made_elsewhere(lessons, capsys):
    call_command("newlesson", "mine")
    assert (lessons / "100_mine" / "lesson.yaml").exists()
    with pytest.raises(CommandError, match="there already|taken"):
        call_command("newlesson", "100_mine")


def test_a_lesson_is_added_and_then_there(lessons, tmp_path, capsys):
    call_command("addlesson", str(renumbered(tmp_path)))
    assert catalog.lesson("900_gone") is not None
    call_command("prove", "900")
    assert "ok   900_gone" in capsys.readouterr().out


def test_a_lesson_that_does_not_prove_itself_is_not_added(lessons, tmp_path):
    folder = replaced(renumbered(tmp_path), "solution.sh", "! text one", "ls")
    with pytest.raises(CommandError, match=r"900_gone/lesson.yaml:17: the solution does not pass"):
        call_command("addlesson", str(folder))
    assert not lessons.exists()


def test_a_number_of_the_course_is_not_given_again(lessons, tmp_path):
    with pytest.raises(CommandError, match="the number 9 belongs to 009_phase_and_status"):
        call_command("addlesson", str(make(tmp_path)))


def test_a_lesson_that_nobody_has_cannot_be_added(lessons, tmp_path):
    with pytest.raises(CommandError, match="neither a folder nor a zip"):
        call_command("addlesson", str(tmp_path / "no.zip"))
