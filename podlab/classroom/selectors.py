"""Reading who is in which class.  Not here: writing it (``classroom.classes``), a class as a whole
(``classroom.facts``)."""

import uuid

from podlab.classroom.models import Membership


def place_in(room: uuid.UUID | str, learner: uuid.UUID | None) -> Membership | None:
    """A learner's place in a class."""
    if learner is None:
        return None
    mine = Membership.objects.select_related("classroom", "learner")
    return mine.filter(classroom_id=room, learner_id=learner).first()


def places_of(learner: uuid.UUID) -> list[Membership]:
    """A learner's classes, the running ones first."""
    mine = Membership.objects.select_related("classroom").filter(learner_id=learner)
    return sorted(mine, key=lambda one: (one.classroom.ended is not None, one.classroom.name))
