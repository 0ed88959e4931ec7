"""A class as the database has it, read as a whole: what dashboards and learners' pages are told of.

Reading only; plain records, so that they outlive the query.  Not here: what is live
(``classroom.presence``), or the words of messages (``classroom.telling``).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q

from podlab.classroom.models import (
    Assignment,
    Classroom,
    Group,
    Look,
    Membership,
    Notice,
    Proposal,
)
from podlab.classroom.permissions import Action, may

MAX_NOTICES = 60
MAX_LOOKS = 2_000
MAX_ASSIGNMENTS = 200
MAX_PROPOSALS = 10
"""Of one learner."""
OPEN_LOOKS = ("asked", "allowed")


@dataclass(slots=True)
class ClassFacts:
    """One class at one moment."""

    room: Classroom
    groups: list[Group]
    members: dict[int, Membership]
    assignments: list[Assignment]
    notices: list[Notice]
    looks: dict[int, list[Look]] = field(default_factory=dict)
    """By whom they look at: those that are asked or on, and the newest of the others."""
    proposals: dict[int, list[Proposal]] = field(default_factory=dict)
    watchers: list[str] = field(default_factory=list)
    """The names of those who may look at learners."""

    def of_learner(self, learner: str) -> Membership | None:
        """The place of a learner."""
        wanted = uuid.UUID(learner)
        return next((one for one in self.members.values() if one.learner_id == wanted), None)

    def open_looks(self, member: int) -> list[Look]:
        """The looks at a member that are asked or on."""
        return [look for look in self.looks.get(member, ()) if look.state in OPEN_LOOKS]

    def look(self, look_id: int) -> Look | None:
        """A look by its number."""
        every = (look for looks in self.looks.values() for look in looks)
        return next((look for look in every if look.id == look_id), None)


def read_class(room_id: str) -> ClassFacts | None:
    """A class as it is now; None if there is none."""
    room = Classroom.objects.filter(id=room_id).first()
    if room is None:
        return None
    members = Membership.objects.filter(classroom=room).order_by("name", "id")
    notices = Notice.objects.filter(classroom=room).select_related("sender").defer("body")
    facts = ClassFacts(
        room=room,
        groups=list(Group.objects.filter(classroom=room).order_by("name")),
        members={member.id: member for member in members},
        assignments=list(
            Assignment.objects.filter(classroom=room).order_by("-id")[:MAX_ASSIGNMENTS]
        ),
        notices=list(notices.order_by("-id")[:MAX_NOTICES]),
    )
    facts.watchers = [
        one.name for one in facts.members.values() if may(one.role, Action.SEE_LEARNER)
    ]
    facts.looks = _looks(room)
    facts.proposals = _proposals(room)
    return facts


def _looks(room: Classroom) -> dict[int, list[Look]]:
    found: dict[int, list[Look]] = {}
    every = Look.objects.filter(member__classroom=room).order_by("-id")
    for look in every.filter(Q(state__in=OPEN_LOOKS))[:MAX_LOOKS]:
        found.setdefault(look.member_id, []).append(look)
    return found


def _proposals(room: Classroom) -> dict[int, list[Proposal]]:
    found: dict[int, list[Proposal]] = {}
    for proposal in Proposal.objects.filter(member__classroom=room, state="sent").order_by("-id"):
        mine = found.setdefault(proposal.member_id, [])
        if len(mine) < MAX_PROPOSALS:
            mine.append(proposal)
    return found


def rooms_of(learner: str) -> list[str]:
    """The running classes that a learner is in."""
    places = Membership.objects.filter(learner_id=learner, classroom__ended=None)
    return [str(room) for room in places.order_by("id").values_list("classroom_id", flat=True)[:20]]


def past_looks(member: int, most: int = 100) -> list[Look]:
    """Who looked at a member, the newest first."""
    return list(Look.objects.filter(member_id=member).order_by("-id")[:most])


def for_group(group_id: int | None, members: Iterable[Membership]) -> list[Membership]:
    """The members that something for a group (None: everybody) is for."""
    return [one for one in members if group_id is None or one.group_id == group_id]
