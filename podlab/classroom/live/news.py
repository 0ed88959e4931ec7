"""News of the database: that something of a class changed, or that a learner got on in a lesson.

Sent after the commit, so that whoever hears it reads what is durable; from any thread.  Not here:
who listens (``classroom.rooms``).
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal

from lessons.api import PROGRESS_RECORDS
from podlab.classroom.models import Assignment, Classroom, Group, Look, Membership, Notice, Proposal

class_changed = Signal()
"""``room``: the class."""
place_changed = Signal()
"""``learner``: one who came into a class or left it."""
progressed = Signal()
"""``learner`` and ``lesson``."""


def announce(room: object) -> None:
    """Something of a class changed that is no saved or deleted record of its own."""
    transaction.on_commit(lambda: _send(class_changed, room=str(room)))


def connect() -> None:
    """Listen to the records; once, at the start."""
    _follow((Assignment, Classroom, Group, Membership, Notice), _of_class)
    _follow((Look, Proposal), _of_member)
    _follow(PROGRESS_RECORDS, _of_progress)


def _follow(records: Iterable[type[Model]], receiver: Callable[..., None]) -> None:
    for record in records:
        for signal in (post_save, post_delete):
            signal.connect(receiver, sender=record, dispatch_uid=f"class {record.__name__}")


def _of_class(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    announce(instance.id if sender is Classroom else instance.classroom_id)
    if sender is Membership and instance.learner_id is not None:
        learner = str(instance.learner_id)
        transaction.on_commit(lambda: _send(place_changed, learner=learner))


def _of_member(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    room = Membership.objects.filter(id=instance.member_id).values_list("classroom_id", flat=True)
    for one in room:
        announce(one)


def _of_progress(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    learner, lesson = str(instance.learner_id), instance.lesson
    transaction.on_commit(lambda: _send(progressed, learner=learner, lesson=lesson))


def _send(signal: Signal, **facts: str) -> None:
    signal.send(sender=None, **facts)
