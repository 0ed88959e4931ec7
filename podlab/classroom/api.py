"""The classroom's public door: what the composition uses.  Re-exports only."""

from podlab.classroom.extension import ClassroomExtension
from podlab.classroom.gradebook import Grade, export
from podlab.classroom.rooms import Rooms
from podlab.classroom.timetable import Timetable

__all__ = ["ClassroomExtension", "Grade", "Rooms", "Timetable", "export"]
