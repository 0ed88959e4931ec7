"""Lessons as the page's messages show them, in one language.

Shapes are those of ``workbench.protocol``.  Not here: judging or storage.
"""

from typing import Any

from lessons.catalog import Check, Lesson, Step, lessons
from lessons.checks import CheckName, Marks, lesson_done, progress
from lessons.steps import Question
from lessons.words import sentence

Message = dict[str, Any]


def lesson_list(passed: dict[str, set[CheckName]], language: str) -> Message:
    """All lessons with their progress."""
    rows = []
    for lesson in lessons():
        share = progress(lesson, passed.get(lesson.name, set()))
        rows.append(
            {
                "name": lesson.name,
                "number": lesson.number,
                "title": lesson.title[language],
                "summary": lesson.summary[language],
                "done": share == 1.0,
                "progress": share,
            }
        )
    return {"t": "lessons", "lessons": rows}


def lesson_shown(lesson: Lesson, marks: Marks, language: str) -> Message:
    """The open lesson as a whole."""
    return {
        "t": "lesson",
        "lesson": {
            "name": lesson.name,
            "number": lesson.number,
            "title": lesson.title[language],
            "html": lesson.intro[language],
            "steps": [step_state(step, marks, language) for step in lesson.steps],
            "done": lesson_done(lesson, marks),
        },
    }


def lesson_checks(lesson: Lesson, marks: Marks, language: str) -> Message:
    """The steps of the open lesson, after something changed."""
    return {
        "t": "lesson.checks",
        "steps": [step_state(step, marks, language) for step in lesson.steps],
        "done": lesson_done(lesson, marks),
    }


def step_state(step: Step, marks: Marks, language: str) -> Message:
    """One step with its checks."""
    text = step.text[language]
    shown = min(marks.hints.get(step.name, 0), len(text.hints))
    return {
        "id": step.name,
        "title": text.title,
        "html": text.html,
        "done": marks.done(step),
        "checks": [
            _check(step, check, marks, language)
            for check in step.checks
            if step.question(check.name) is None
        ],
        "questions": [_question(step, one, marks, language) for one in step.questions],
        "notes": [one.say[language] for one in step.watched if (step.name, one.name) in marks.met],
        "hints": list(text.hints[:shown]),
        "hintsLeft": len(text.hints) - shown,
        "optional": step.optional,
    }


def _question(step: Step, question: Question, marks: Marks, language: str) -> Message:
    chosen = marks.answers.get((step.name, question.name), -1)
    return {
        "id": question.name,
        "text": question.ask[language],
        "choices": [choice.text[language] for choice in question.choices],
        "chosen": chosen,
        "passed": marks.verdict(step.name, question.name).passed,
        "prediction": question.prediction,
        "reply": question.choices[chosen].reply[language] if chosen >= 0 else "",
    }


def _check(step: Step, check: Check, marks: Marks, language: str) -> Message:
    verdict = marks.verdict(step.name, check.name)
    return {
        "id": check.name,
        "passed": verdict.passed,
        "text": check.say[language],
        "missing": "" if verdict.passed else sentence(verdict.code, verdict.params, language),
        "detail": verdict.detail,
    }
