"""The lessons' public door: what the composition uses.  Re-exports only."""

from lessons.catalog import lessons
from lessons.page import LessonExtension
from podlab.engine.spec import default_spec

FIRST_LESSON = lessons()[0].name
"""What a newcomer's page opens."""

PURPOSES = {"": default_spec(), **{lesson.name: lesson.spec for lesson in lessons()}}
"""What learners have clusters for, each lesson, and '' for the free one: with what they begin."""

__all__ = ["FIRST_LESSON", "PURPOSES", "LessonExtension"]
