"""The lessons' public door: what the composition uses.  Re-exports only."""

from lessons.catalog import lessons
from lessons.page import LessonExtension

FIRST_LESSON = lessons()[0].name
"""What a newcomer's page opens."""

PURPOSES = frozenset(["", *(lesson.name for lesson in lessons())])
"""What learners have clusters for: each lesson, and '' for the free one."""

__all__ = ["FIRST_LESSON", "PURPOSES", "LessonExtension"]
