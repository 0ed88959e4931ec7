"""``manage.py prove``: what it says of good and bad lessons, and its exit."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from lessons.management.commands import prove as command


@pytest.fixture
def proofs(monkeypatch):
    given = {}
    monkeypatch.setattr(command, "prove", lambda lesson, folder: given.get(folder.name[:3], []))
    return given


def test_good_lessons_are_ok(proofs, capsys):
    call_command("prove", "001")
    out = capsys.readouterr().out
    assert out.startswith("ok")
    assert len(out.splitlines()) == 1


def test_a_bad_lesson_is_told_and_fails_the_command(proofs, capsys):
    proofs["001"] = ["the solution does not pass: created\nPods: none"]
    with pytest.raises(CommandError, match="1 lessons do not prove themselves"):
        call_command("prove", "001", "002")
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].startswith("FAIL 001")
    assert "the solution does not pass: created\n     Pods: none" in shown.err
