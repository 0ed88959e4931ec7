"""Judging a lesson: questions, predictions, misconceptions."""

from lessons.authoring.rehearsal import Rehearsal
from lessons.catalog import CONTENT, load
from lessons.checks import Marks, lesson_done, progress, watch
from lessons.goals.questions import judge_answer
from lessons.mistakes import Mistakes, Spot
from lessons.present import Open, lesson_checks
from lessons.reading.scripts import Instruction, Script


def rehearsed(lesson, verb, words):
    """A lesson after a direction, or shell (no verb), was played."""
    played = Rehearsal(lesson, Mistakes())
    one = Instruction(verb, words, Spot("solution.sh", 1))
    played.play(Script("solution.sh", (one,)))
    return played


def first_step(lesson, marks, language):
    return lesson_checks(Open(lesson, None, marks, (1, 0)), language)["steps"][0]


def test_a_question_wants_the_right_choice_a_prediction_any():
    assert judge_answer(None, {"right": 1}).code == "not-answered"
    assert judge_answer(0, {"right": 1}).code == "wrong-answer"
    assert judge_answer(1, {"right": 1}).passed
    assert judge_answer(0, {"right": -1}).passed


def test_a_wrong_answer_gets_its_reply_and_may_be_given_again():
    lesson = load(CONTENT / "009_phase_and_status")
    marks = rehearsed(lesson, "answer", "compare/phase 1").marks
    (question,) = first_step(lesson, marks, "en")["questions"]
    assert (question["chosen"], question["passed"]) == (0, False)
    assert question["reply"].startswith("Failed is final")
    better = rehearsed(lesson, "answer", "compare/phase 2").marks
    assert better.verdict("compare", "phase").passed


def test_a_misconception_is_met_once_and_answered():
    lesson = load(CONTENT / "011_graceful_end")
    lines = "kubectl run deaf --image=busybox -- sleep 99\nkubectl delete pod deaf --force\n"
    marks = rehearsed(lesson, "", lines).marks
    assert marks.met == {("deaf", "force")}
    assert first_step(lesson, marks, "zh-hans")["notes"]
    assert watch(lesson, Marks(met={("deaf", "force")}), None) == []


def test_a_lesson_is_done_without_its_optional_steps():
    lesson = load(CONTENT / "001_a_bare_pod")
    marks = Marks()
    needed = [step for step in lesson.steps if not step.optional]
    marks.passed = {(step.name, check.name) for step in needed for check in step.checks}
    assert lesson_done(lesson, marks)
    assert progress(lesson, marks.passed) == 1.0
