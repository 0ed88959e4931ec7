"""Playing a lesson's scripts in virtual time."""

import pytest

from lessons.authoring.rehearsal import START, Rehearsal
from lessons.catalog import load
from lessons.mistakes import Mistakes, Spot
from lessons.reading.scripts import Instruction, Script
from podlab.engine.kernel.clock import SECOND
from tests.lessons.folders import make, replaced

HERE = Spot("solution.sh", 7)


@pytest.fixture
def folder(tmp_path):
    return make(tmp_path)


@pytest.fixture
def rehearsal(folder):
    return Rehearsal(load(folder), Mistakes())


def told(rehearsal):
    return [(one.place.line, one.code) for one in rehearsal.mistakes.found]


def test_a_command_s_status_and_words_are_kept(rehearsal):
    assert rehearsal.run("echo hello; exit 3", HERE) == 3
    assert rehearsal.log == ["$ echo hello; exit 3\nhello\n"]
    assert told(rehearsal) == []


def test_a_command_that_does_not_exist_is_told(rehearsal):
    rehearsal.run("nosuchcommand", HERE)
    assert told(rehearsal) == [(7, "command-odd")]


def test_a_command_that_never_ends_is_told(rehearsal):
    assert rehearsal.run("sleep 1000", HERE, timeout=5) is None
    assert told(rehearsal) == [(7, "never-ended")]


def test_a_condition_that_never_comes_true_is_told(rehearsal):
    rehearsal.play(Script("solution.sh", (Instruction("until", "3 false", HERE),)))
    assert told(rehearsal) == [(7, "never-became-true")]


def test_the_checks_are_looked_at_while_time_passes(rehearsal):
    rehearsal.read("one", [])
    assert ("one", "gone") not in rehearsal.early["one"]
    rehearsal.wait(3)
    assert ("one", "gone") in rehearsal.marks.passed
    assert rehearsal.cluster.sim.now >= START + 3 * SECOND


def test_each_line_of_a_block_that_fails_is_told(folder):
    for file in ("text.en.md", "text.zh-hans.md"):
        text = "```sh\nfor i in 1 2\ndo false; done\ntrue\nkubectl get pod a &&\n  true\n"
        replaced(folder, file, "```sh\n", text)
    rehearsal = Rehearsal(load(folder), Mistakes())
    rehearsal.read("one", [])
    assert told(rehearsal) == [(10, "command-failed"), (13, "command-failed")]


def test_answers_are_given(rehearsal):
    rehearsal.play(Script("solution.sh", (Instruction("answer", "one/guess 1", HERE),)))
    assert ("one", "guess") in rehearsal.marks.passed


def test_a_fault_that_the_cluster_refuses_is_told(rehearsal):
    rehearsal.play(Script("solution.sh", (Instruction("fault", "stop-kubelet nosuch", HERE),)))
    assert told(rehearsal) == [(7, "fault-refused")]
