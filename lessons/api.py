"""The lessons' public door: what the composition and the classroom use.  Re-exports, and the table
of what learners have clusters for.

Exams: ``await start_exam(registry, learner, name, variant, minutes)`` begins one on a new cluster,
``await submit(registry, attempt)`` hands it in (the ``Bell`` does it when the time is up),
``marks(attempt)`` are its points with evidence, ``remark(attempt)`` judges the kept state again.
Attempts: ``attempts_of(learner, lesson)`` with what happened in them, ``standing(learner)``.
"""

from lessons.authoring.preview import PreviewExtension
from lessons.bell import Bell, BellRinger
from lessons.catalog import Lesson, lesson, lessons
from lessons.cohort import PROGRESS_RECORDS, Progress, progress_in, shares
from lessons.exams import ExamMarks, ExamRefused, marks, remark, start_exam, submit
from lessons.models import Attempt, AttemptEvent, Mark
from lessons.page import LessonExtension
from lessons.points import most as most_points
from lessons.purposes import Purposes
from lessons.selectors import Standing, attempts_of, standing

FIRST_LESSON = lessons()[0].name
"""What a newcomer's page opens."""

PURPOSES = Purposes()
"""What learners have clusters for, each lesson, and '' for the free one: with what they begin."""

__all__ = [
    "FIRST_LESSON",
    "PROGRESS_RECORDS",
    "PURPOSES",
    "Attempt",
    "AttemptEvent",
    "Bell",
    "BellRinger",
    "ExamMarks",
    "ExamRefused",
    "Lesson",
    "LessonExtension",
    "Mark",
    "PreviewExtension",
    "Progress",
    "Purposes",
    "Standing",
    "attempts_of",
    "lesson",
    "lessons",
    "marks",
    "most_points",
    "progress_in",
    "remark",
    "shares",
    "standing",
    "start_exam",
    "submit",
]
