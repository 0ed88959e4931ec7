"""Making and changing classes: joining, roles, groups, settings.

Every function writes one transaction.  Not here: who may ask for it (``classroom.permissions``),
or telling open pages (``classroom.live``).
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from podlab.classroom.models import Classroom, Group, Look, Membership, new_code
from podlab.classroom.permissions import ROLES, Role
from podlab.hosting.pacer import FASTEST, SLOWEST
from podlab.workbench.api import Learner

MAX_MEMBERS = 1_000
MAX_GROUPS = 60
MAX_CLASSES = 200
"""Of one instructor."""
MAX_NAME = 80


class ClassRefused(Exception):
    """Something that cannot be done with a class; ``code`` names the fact."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def create_class(learner: Learner, class_name: str, own_name: str) -> Classroom:
    """A new class with its instructor."""
    running = Membership.objects.filter(
        learner=learner, role=Role.INSTRUCTOR, classroom__ended=None
    )
    if running.count() >= MAX_CLASSES:
        raise ClassRefused("too-many-classes", limit=MAX_CLASSES)
    with transaction.atomic():
        made = Classroom.objects.create(name=_name(class_name, 120), code=_free_code())
        Membership.objects.create(
            classroom=made,
            learner=learner,
            role=Role.INSTRUCTOR,
            name=_name(own_name),
            joined=timezone.now(),
        )
    return made


def find_class(code: str) -> Classroom | None:
    """The class of a join code, if it lets people in."""
    wanted = code.strip().upper().replace("-", "").replace(" ", "")
    return Classroom.objects.filter(code=wanted, open=True, ended=None).first()


def join(classroom: Classroom, learner: Learner, name: str) -> Membership:
    """Take a place in a class: the one that one has, one of the roster under the same name, or a
    new one.

    Raises:
        ClassRefused: the class lets nobody in, needs an account, or is full.
    """
    with transaction.atomic():
        Classroom.objects.select_for_update().get(id=classroom.id)
        known = Membership.objects.filter(classroom=classroom, learner=learner).first()
        if known is not None:
            return known
        if not classroom.open or classroom.ended is not None:
            raise ClassRefused("class-closed")
        if not classroom.trial and learner.user_id is None:
            raise ClassRefused("needs-account")
        place = _roster_place(classroom, learner, _name(name))
        if place is None:
            if Membership.objects.filter(classroom=classroom).count() >= MAX_MEMBERS:
                raise ClassRefused("class-full", limit=MAX_MEMBERS)
            place = Membership(classroom=classroom, name=_name(name))
        place.learner = learner
        place.joined = timezone.now()
        place.save()
        return place


def _roster_place(classroom: Classroom, learner: Learner, name: str) -> Membership | None:
    """A place of the roster that nobody has taken: by the account's e-mail, else by the name.

    A name says who somebody claims to be, which is what a class without accounts goes by: such a
    place never has more than a learner's rights."""
    free = Membership.objects.filter(classroom=classroom, learner=None, role=Role.LEARNER)
    email = learner.user.email if learner.user is not None else ""
    if email and (by_email := free.filter(email__iexact=email).first()):
        return by_email
    named = list(free.filter(name__iexact=name)[:2])
    return named[0] if len(named) == 1 else None


def set_role(classroom: Classroom, member_id: int, role: str) -> Membership:
    """Give a member another role; the last instructor stays one."""
    with transaction.atomic():
        member = _member(classroom, member_id)
        if role not in ROLES:
            raise ClassRefused("unknown-role")
        if member.role == Role.INSTRUCTOR and role != Role.INSTRUCTOR:
            _keep_an_instructor(classroom, member)
        if role != Role.LEARNER and (member.learner is None or member.learner.user_id is None):
            raise ClassRefused("needs-account")
        member.role = role
        member.save(update_fields=["role"])
        return member


def remove_member(classroom: Classroom, member_id: int) -> None:
    """Take somebody out of the class; their work stays their own."""
    with transaction.atomic():
        member = _member(classroom, member_id)
        if member.role == Role.INSTRUCTOR:
            _keep_an_instructor(classroom, member)
        member.delete()


def _keep_an_instructor(classroom: Classroom, member: Membership) -> None:
    others = Membership.objects.filter(classroom=classroom, role=Role.INSTRUCTOR)
    if not others.exclude(id=member.id).exists():
        raise ClassRefused("last-instructor")


def put_in_group(classroom: Classroom, member_id: int, group_name: str) -> None:
    """Put a member into a group of that name, made if need be; '' into none."""
    with transaction.atomic():
        member = _member(classroom, member_id)
        member.group = group_named(classroom, group_name)
        member.save(update_fields=["group"])


def group_named(classroom: Classroom, name: str) -> Group | None:
    """The group of a name, made if need be; None for ''."""
    wanted = name.strip()[:60]
    if not wanted:
        return None
    known = Group.objects.filter(classroom=classroom, name=wanted).first()
    if known is None:
        if Group.objects.filter(classroom=classroom).count() >= MAX_GROUPS:
            raise ClassRefused("too-many-groups", limit=MAX_GROUPS)
        known = Group.objects.create(classroom=classroom, name=wanted)
    return known


def renew_code(classroom: Classroom) -> None:
    """A new join code; the old one lets nobody in any more."""
    classroom.code = _free_code()
    classroom.save(update_fields=["code"])


def end_class(classroom: Classroom) -> None:
    """The class is over: nobody comes in or looks on, clocks are given back, records stay."""
    with transaction.atomic():
        now = timezone.now()
        looks = Look.objects.filter(member__classroom=classroom, state__in=("asked", "allowed"))
        looks.update(state="ended", ended=now)
        classroom.ended, classroom.open, classroom.hold = now, False, ""
        classroom.save(update_fields=["ended", "open", "hold"])


def _member(classroom: Classroom, member_id: int) -> Membership:
    member = Membership.objects.filter(classroom=classroom, id=member_id).first()
    if member is None:
        raise ClassRefused("unknown-member")
    return member


def _name(name: str, limit: int = MAX_NAME) -> str:
    """A name as it is kept: one line, no control characters, not empty."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:limit]
    if not clean:
        raise ClassRefused("needs-name")
    return clean


def _free_code() -> str:
    while True:
        code = new_code()
        if not Classroom.objects.filter(code=code).exists():
            return code


def raise_hand(member: Membership, up: bool) -> None:
    """Raise or lower a hand; one that is up stays up since when it was."""
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(id=member.id)
        if up == (held.hand is not None):
            return
        held.hand = timezone.now() if up else None
        held.save(update_fields=["hand"])


def note_seen(member: Membership, notice: int) -> None:
    """A member has read the notices up to a number; it never goes back."""
    with transaction.atomic():
        held = Membership.objects.select_for_update().get(id=member.id)
        held.seen_notice = max(held.seen_notice, notice)
        held.save(update_fields=["seen_notice"])


def hold_clocks(classroom: Classroom, hold: str, speed: float) -> None:
    """Take the clocks of the class (``paused``, or ``speed``), or give them back ('')."""
    if hold not in ("", "paused", "speed") or not SLOWEST <= speed <= FASTEST:
        raise ClassRefused("bad-speed", slowest=SLOWEST, fastest=FASTEST)
    classroom.hold, classroom.hold_speed = hold, speed
    classroom.save(update_fields=["hold", "hold_speed"])
