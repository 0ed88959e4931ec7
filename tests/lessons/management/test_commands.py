"""``manage.py prove``: what it says of good and bad lessons, and its exit."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

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
