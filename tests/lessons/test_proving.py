"""Every lesson proves itself; a lesson that does not is told why."""

import pytest

from lessons.catalog import CONTENT, load
from lessons.proving import BadScript, Rehearsal, prove

FOLDERS = sorted(path for path in CONTENT.iterdir() if path.is_dir())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_lesson_proves_itself(folder):
    assert prove(load(folder), folder) == []


def broken(tmp_path, solution, **wrong):
    (tmp_path / "solution.sh").write_text(solution)
    (tmp_path / "wrong").mkdir()
    for name, text in wrong.items():
        (tmp_path / "wrong" / f"{name}.sh").write_text(text)
    return prove(load(CONTENT / "001_a_bare_pod"), tmp_path)


def test_a_solution_that_does_not_solve_is_named(tmp_path):
    problems = broken(tmp_path, "kubectl get pods\nnosuchcommand\n")
    assert any("does not pass create/created: object-missing" in one for one in problems)
    assert any("nosuchcommand: command not found" in one for one in problems)


def test_a_missing_solution_is_named(tmp_path):
    assert prove(load(CONTENT / "001_a_bare_pod"), tmp_path) == ["solution.sh is missing"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("kubectl get pods\n", "must begin with"),
        ("# check: create/created field-differs\nls\n", "says object-missing"),
        ("# watch: create/nothing\nls\n", "does not meet"),
        ("# check: create/created x\n! dance\n", "! dance"),
        ("# check: create/created x\n! text nosuch\n", "! text nosuch"),
        ("# check: create/created x\n! text create\n", "passes create/created"),
    ],
)
def test_a_wrong_answer_that_is_wrong_itself_is_named(tmp_path, script, why):
    (problem, *_) = [one for one in broken(tmp_path, "", one=script) if one.startswith("wrong/")]
    assert why in problem


def test_a_command_that_never_ends_is_a_problem():
    rehearsal = Rehearsal(load(CONTENT / "001_a_bare_pod"))
    rehearsal.run("sleep 1000", timeout=5)
    assert rehearsal.problems == ["did not end in 5 s: sleep 1000"]


def test_an_answer_to_no_question_is_refused():
    rehearsal = Rehearsal(load(CONTENT / "001_a_bare_pod"))
    with pytest.raises(BadScript):
        rehearsal.play("! answer create/nothing 1\n")
