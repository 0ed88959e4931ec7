"""Judging a lesson: which checks are green, and what the others miss.

A check that has passed stays green until the lesson is reset.  Not here: goals, words, storage.
"""

from dataclasses import dataclass, field

from lessons.catalog import Check, Lesson, Step
from lessons.goals import GOALS
from lessons.goals.questions import judge_answer
from lessons.goals.verdict import PASSED, Verdict
from lessons.observation import Observation

CheckName = tuple[str, str]
"""(step, check)"""


@dataclass(slots=True)
class Marks:
    """What is known of one learner in one lesson; ``answers`` are the choices given to questions,
    ``tries`` how many answers each question got, ``met`` the misconceptions that were met,
    ``observed`` the facts that were told as hints, by step; ``hintable`` are the steps of which
    another such fact is seen now."""

    passed: set[CheckName] = field(default_factory=set)
    hints: dict[str, int] = field(default_factory=dict)
    verdicts: dict[CheckName, Verdict] = field(default_factory=dict)
    answers: dict[CheckName, int] = field(default_factory=dict)
    tries: dict[CheckName, int] = field(default_factory=dict)
    met: set[CheckName] = field(default_factory=set)
    observed: dict[str, list[Verdict]] = field(default_factory=dict)
    hintable: frozenset[str] = frozenset()

    def verdict(self, step: str, check: str) -> Verdict:
        """The last verdict of a check; of one never judged: not yet."""
        if (step, check) in self.passed:
            return PASSED
        return self.verdicts.get((step, check), Verdict(False))

    def hints_of(self, step: str) -> int:
        """How many hints of a step were taken, written and observed ones."""
        return self.hints.get(step, 0) + len(self.observed.get(step, ()))

    def done(self, step: Step) -> bool:
        """Whether all checks of a step are green."""
        return all((step.name, check.name) in self.passed for check in step.checks)


def judge(lesson: Lesson, marks: Marks, seen: Observation) -> tuple[list[CheckName], bool]:
    """Judge the checks that are not green; (those that turned green, whether anything changed)."""
    turned: list[CheckName] = []
    changed = False
    for step in lesson.steps:
        for check in step.checks:
            name = (step.name, check.name)
            if name in marks.passed:
                continue
            verdict = _verdict(marks, step, check, seen)
            if verdict.passed:
                marks.passed.add(name)
                turned.append(name)
            changed = changed or verdict != marks.verdicts.get(name)
            marks.verdicts[name] = verdict
    return turned, changed


def _verdict(marks: Marks, step: Step, check: Check, seen: Observation) -> Verdict:
    question = step.question(check.name)
    if question is None:
        return GOALS[check.goal].judge(seen, check.arguments)
    return judge_answer(marks.answers.get((step.name, check.name)), check.arguments)


def watch(lesson: Lesson, marks: Marks, seen: Observation) -> list[CheckName]:
    """The misconceptions that were met for the first time, in steps that are not yet done."""
    found: list[CheckName] = []
    for step in lesson.steps:
        for check in step.watched:
            name = (step.name, check.name)
            if name in marks.met or (step.checks and marks.done(step)):
                continue
            if GOALS[check.goal].judge(seen, check.arguments).passed:
                marks.met.add(name)
                found.append(name)
    return found


def lesson_done(lesson: Lesson, marks: Marks) -> bool:
    """Whether every step that is needed is done."""
    return all(marks.done(step) for step in lesson.steps if not step.optional)


def progress(lesson: Lesson, passed: set[CheckName]) -> float:
    """The share of the needed checks that are green, 0 to 1."""
    names = [
        (step.name, check.name)
        for step in lesson.steps
        if not step.optional
        for check in step.checks
    ]
    return sum(name in passed for name in names) / len(names) if names else 0.0
