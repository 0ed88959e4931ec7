"""Scripts that prove lessons: read into instructions by line."""

import pytest

from lessons.mistakes import Mistakes
from lessons.reading.scripts import DIRECTIONS, Parts, read_script

PARTS = Parts((), {"make": ()})


def read(text, file="solution.sh"):
    mistakes = Mistakes()
    return read_script(file, text, PARTS, mistakes), mistakes


def test_shell_and_directions_come_in_turn_with_their_lines():
    script, mistakes = read("# why\nls\npwd\n! wait 2\n! until 5 true\n\ndate\n")
    assert [(one.verb, one.words, one.spot.line) for one in script.instructions] == [
        ("", "ls\npwd", 2),
        ("wait", "2", 4),
        ("until", "5 true", 5),
        ("", "date\n", 7),
    ]
    assert mistakes.found == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# nothing\n", "empty-script", 1),
        ("! wiat 1\n", "unknown-direction", 1),
        ("ls\n! wait\n", "bad-direction", 2),
        ("! wait 1 2\n", "bad-direction", 1),
        ("! wait 99999\n", "bad-direction", 1),
        ("! until x true\n", "bad-direction", 1),
        ("! until 5 'true\n", "bad-shell", 1),
        ("! fault reboot\n", "bad-fault", 1),
        ("! answer a 1\n", "bad-direction", 1),
        ("! answer a/b 1\n", "no-such-question", 1),
        ("! text\n", "no-such-step", 1),
        ("! text make 1\n", "no-such-block", 1),
        ("ls\nif true; then\n", "bad-shell", 2),
        ("ls )\n", "bad-shell", 1),
    ],
)
def test_what_a_script_may_not_say(text, code, line):
    _, mistakes = read(text)
    assert (code, line) in [(one.code, one.place.line) for one in mistakes.found]


def test_a_wrong_answer_says_what_it_is_for():
    script, mistakes = read("# check: make/ready no-pods\nls\n", "wrong/a.sh")
    assert (script.aim.kind, script.aim.step, script.aim.name) == ("check", "make", "ready")
    assert [one.code for one in mistakes.found] == ["no-such-check"]
    _, mistakes = read("ls\n", "wrong/a.sh")
    assert [one.code for one in mistakes.found] == ["no-aim"]


def test_every_direction_can_be_checked():
    for verb in DIRECTIONS:
        _, mistakes = read(f"! {verb} \n")
        assert "unknown-direction" not in [one.code for one in mistakes.found]
