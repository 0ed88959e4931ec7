"""The lessons' public door: what the composition uses.  Re-exports only."""

from lessons.catalog import lessons
from lessons.page import LessonExtension

FIRST_LESSON = lessons()[0].name
"""What a newcomer's page opens."""

__all__ = ["FIRST_LESSON", "LessonExtension"]
