"""The classroom's public door: what the composition uses.  Re-exports only."""

from podlab.classroom.gradebook import Grade, export
from podlab.classroom.live.extension import ClassroomExtension
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.live.timetable import Timetable

__all__ = ["ClassroomExtension", "Grade", "Rooms", "Timetable", "export"]
