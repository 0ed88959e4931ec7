"""Lessons as the page's messages show them, in one language.

Shapes are those of ``workbench.protocol``.  Not here: judging or storage.
"""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import escape

from lessons import points
from lessons.catalog import Check, Lesson, Step, lesson, lessons
from lessons.checks import Marks, lesson_done, progress
from lessons.goals.verdict import Verdict
from lessons.hinting import words as hints
from lessons.models import Attempt, AttemptEvent, Mark
from lessons.reading.course import TOPICS
from lessons.reading.steps import Question
from lessons.selectors import Standing, is_over
from lessons.words import sentence
from podlab.engine.objects.kinds import KindTable

Message = dict[str, Any]


@dataclass(slots=True)
class Open:
    """The lesson that a page has open; an exam that has not begun has no attempt, one that is over
    has results.  ``branch`` is which one is judged, and when it began."""

    lesson: Lesson
    attempt: Attempt | None
    marks: Marks
    branch: tuple[int, int]
    results: list[Mark] = field(default_factory=list)

    @property
    def is_exam(self) -> bool:
        """Whether it is a timed exam."""
        return self.lesson.place.exam is not None

    @property
    def is_running(self) -> bool:
        """Whether it is an exam that was begun and is not over."""
        return self.is_exam and self.attempt is not None and not is_over(self.attempt)

    @property
    def points(self) -> tuple[int, int]:
        """(what the learner has, what there is to have)."""
        if self.is_exam:
            most = sum(mark.most_points for mark in self.results)
            return sum(mark.points for mark in self.results), most or points.most(self.lesson)
        return points.earned(self.lesson, self.marks), points.most(self.lesson)


def lesson_list(standing: Standing, language: str) -> Message:
    """The course: its topics, and all lessons with how the learner stands in each."""
    rows = []
    for one in lessons():
        share = progress(one, standing.passed.get(one.name, set()))
        done = share == 1.0 or one.name in standing.finished
        place = one.place
        rows.append(
            {
                "name": one.name,
                "number": one.number,
                "title": one.title[language],
                "summary": one.summary[language],
                "done": done,
                "progress": 1.0 if done else share,
                "topic": place.topic,
                "needs": list(place.needs),
                "kind": "exam" if place.exam else "exercise" if place.exercise else "lesson",
                "minutes": place.exam.minutes if place.exam else 0,
                "points": standing.points.get(one.name, 0),
                "mostPoints": points.most(one),
            }
        )
    used = {row["topic"] for row in rows}
    topics = [{"id": id, "title": TOPICS[id][language]} for id in TOPICS if id in used]
    return {"t": "lessons", "topics": topics, "lessons": rows}


def lesson_shown(one: Open, language: str) -> Message:
    """The open lesson as a whole."""
    got, most = one.points
    shown: Message = {
        "name": one.lesson.name,
        "number": one.lesson.number,
        "title": one.lesson.title[language],
        "html": one.lesson.intro[language],
        "steps": _steps(one, language),
        "done": _is_done(one),
        "points": got,
        "mostPoints": most,
        "branch": {"number": one.branch[0], "begins": one.branch[1]},
    }
    if one.is_exam:
        shown["exam"] = _exam(one, language)
    return {"t": "lesson", "lesson": shown}


def lesson_checks(one: Open, language: str) -> Message:
    """The steps of the open lesson, after something changed."""
    got, most = one.points
    return {
        "t": "lesson.checks",
        "steps": _steps(one, language),
        "done": _is_done(one),
        "points": got,
        "mostPoints": most,
    }


def _is_done(one: Open) -> bool:
    return not one.is_exam and lesson_done(one.lesson, one.marks)


def _steps(one: Open, language: str) -> list[Message]:
    if one.is_exam and one.attempt is None:
        return []
    return [_step(one, step, language) for step in one.lesson.steps]


def _step(one: Open, step: Step, language: str) -> Message:
    """One step with its checks.  An exam tells neither verdicts nor hints."""
    text, marks = step.text[language], one.marks
    shown = min(marks.hints.get(step.name, 0), len(text.hints))
    exam = one.is_exam
    return {
        "id": step.name,
        "title": text.title,
        "html": text.html,
        "done": not exam and marks.done(step),
        "checks": [
            _goal(check, language) if exam else _check(step, check, marks, language)
            for check in step.checks
            if step.question(check.name) is None
        ],
        "questions": [_question(one, step, asked, language) for asked in step.questions],
        "notes": [
            watched.say[language]
            for watched in step.watched
            if not exam and (step.name, watched.name) in marks.met
        ],
        "hints": [] if exam else _hints(text.hints[:shown], marks, step, language),
        "hintsLeft": 0 if exam else len(text.hints) - shown + (step.name in marks.hintable),
        "optional": step.optional,
    }


def _hints(written: tuple[str, ...], marks: Marks, step: Step, language: str) -> list[str]:
    """A written nudge, what was observed, the other written hints: as they were given."""
    facts = [_observed(fact, language) for fact in marks.observed.get(step.name, ())]
    return [*written[:1], *facts, *written[1:]]


def _observed(fact: Verdict, language: str) -> str:
    """An observed hint as HTML; names and messages of the learner's cluster are text in it."""
    told = f"<p>{escape(hints.sentence(fact.code, fact.params, language))}</p>"
    return f"{told}<pre><code>{escape(fact.detail)}</code></pre>" if fact.detail else told


def _question(one: Open, step: Step, question: Question, language: str) -> Message:
    chosen = one.marks.answers.get((step.name, question.name), -1)
    passed = not one.is_exam and one.marks.verdict(step.name, question.name).passed
    told = chosen >= 0 and not one.is_exam
    return {
        "id": question.name,
        "text": question.ask[language],
        "choices": [choice.text[language] for choice in question.choices],
        "chosen": chosen,
        "passed": passed,
        "prediction": question.prediction,
        "right": not question.prediction or chosen == question.right,
        "reply": question.choices[chosen].reply[language] if told else "",
    }


def _check(step: Step, check: Check, marks: Marks, language: str) -> Message:
    verdict = marks.verdict(step.name, check.name)
    return {
        "id": check.name,
        "passed": verdict.passed,
        "text": check.say[language],
        "missing": "" if verdict.passed else sentence(verdict.code, verdict.params, language),
        "detail": verdict.detail,
        "about": "" if verdict.passed else _subject(check, verdict),
    }


@functools.cache
def _kinds() -> KindTable:
    return KindTable()


_OF_PODS = frozenset({"pod-not-ready", "replacement-not-ready"})


def _subject(check: Check, verdict: Verdict) -> str:
    """The object that a red check is about, as "why?" is asked of it; '' for none."""
    wanted = check.arguments
    namespace = wanted.get("namespace", "default")
    if verdict.code in _OF_PODS:
        return f"pods/{namespace}/{verdict.params['name']}"
    if "resource" in wanted and "name" in wanted:
        kind = _kinds().find(wanted["resource"])
        place = namespace if kind is None or kind.namespaced else ""
        return f"{wanted['resource']}/{place}/{wanted['name']}"
    return f"services/{namespace}/{wanted['service']}" if "service" in wanted else ""


def _goal(check: Check, language: str) -> Message:
    """A check of an exam, which says only what is wanted."""
    return {"id": check.name, "passed": False, "text": check.say[language], "missing": "",
            "detail": "", "about": ""}  # fmt: skip


def _exam(one: Open, language: str) -> Message:
    rules, attempt = one.lesson.place.exam, one.attempt
    assert rules is not None
    state = "ready" if attempt is None else "running" if one.is_running else "over"
    return {
        "state": state,
        "minutes": rules.minutes,
        "clock": rules.clock,
        "rewind": rules.rewind,
        "deadline": _millis(attempt.deadline) if attempt else 0,
        "now": _millis(timezone.now()),
        "end": attempt.end if attempt else "",
        "marks": [mark_row(one.lesson, mark, language) for mark in one.results],
        "endTime": attempt.end_time if attempt else 0,
        "endSequence": attempt.end_sequence if attempt else 0,
    }


def mark_row(of: Lesson, mark: Mark, language: str) -> Message:
    """One mark of an exam: what was wanted, what it brought, what was missing."""
    step = of.step(mark.step)
    say = next((one.say for one in step.checks if one.name == mark.check_name), {}) if step else {}
    verdict = Verdict(mark.share == 1.0, mark.code, mark.params, mark.detail)
    return {
        "step": step.text[language].title if step else mark.step,
        "check": say.get(language, mark.check_name),
        "points": mark.points,
        "mostPoints": mark.most_points,
        "missing": "" if verdict.passed else sentence(verdict.code, verdict.params, language),
        "detail": mark.detail,
    }


def attempt_row(of: Attempt, events: Iterable[AttemptEvent], language: str) -> Message:
    """An attempt in the learner's history."""
    about = lesson(of.lesson, of.variant)
    return {
        "lesson": of.lesson,
        "title": about.title[language] if about else of.lesson,
        "exam": of.exam,
        "started": _millis(of.started),
        "finished": _millis(of.finished),
        "end": of.end,
        "points": of.points,
        "mostPoints": of.most_points or (points.most(about) if about else 0),
        "events": [_event(about, row, language) for row in events],
    }


def _event(about: Lesson | None, row: AttemptEvent, language: str) -> Message:
    step = about.step(row.step) if about else None
    return {
        "kind": row.kind,
        "step": step.text[language].title if step else row.step,
        "text": _about(step, row, language),
        "time": row.virtual_time,
        "at": _millis(row.happened),
    }


def _about(step: Step | None, row: AttemptEvent, language: str) -> str:
    """What an event was about: a check's words, a question with the answer, what was said."""
    if step is None or row.kind == "hint":
        return str(row.value) if row.kind == "hint" else row.name
    if row.kind == "answer":
        question = step.question(row.name)
        known = question is not None and 0 <= row.value < len(question.choices)
        return question.choices[row.value].text[language] if question and known else row.name
    found = (one for one in (*step.checks, *step.watched) if one.name == row.name)
    return next((one.say[language] for one in found), row.name)


def _millis(at: datetime | None) -> int:
    return int(at.timestamp() * 1000) if at else 0
