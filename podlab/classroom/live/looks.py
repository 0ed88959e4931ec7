"""Looking into a learner's cluster: asked, allowed or refused, ended; every one of them is kept.

Every function writes one transaction.  Not here: who may ask (``classroom.permissions``), the page
that shows the cluster (``classroom.watching``), copies (``classroom.help``).
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from podlab.classroom.classes import ClassRefused
from podlab.classroom.models import Look, Membership
from podlab.workbench.api import ClusterRecord

QUESTION_LASTS = timedelta(minutes=10)
"""A question that nobody answered is over after a while."""
OPEN = ("asked", "allowed")


def ask(by: Membership, member: Membership, kind: str, cluster: str = "") -> Look:
    """Ask to look at a member's cluster; where the class only tells, it is allowed at once.  One
    that is asked or on already is that one."""
    if member.learner_id is None:
        raise ClassRefused("not-there")
    with transaction.atomic():
        known = Look.objects.filter(member=member, by=by, kind=kind, state__in=OPEN).first()
        if known is not None and not _is_forgotten(known):
            return known
        if known is not None:
            _end(known, "ended")
        told = member.classroom.consent == "tell"
        return Look.objects.create(
            member=member,
            by=by,
            by_name=by.name,
            kind=kind,
            state="allowed" if told else "asked",
            cluster=cluster,
            answered=timezone.now() if told else None,
        )


def answer(learner: str, look_id: int, allow: bool) -> Look:
    """The learner allows a look, refuses it, or ends one that is on.

    Raises:
        ClassRefused: there is no such look at this learner, or it is over.
    """
    with transaction.atomic():
        look = Look.objects.filter(id=look_id, member__learner_id=learner).first()
        if look is None:
            raise ClassRefused("unknown-look")
        if look.state not in OPEN:
            raise ClassRefused("look-over")
        if not allow:
            return _end(look, "refused" if look.state == "asked" else "ended")
        if look.state == "asked":
            look.state, look.answered = "allowed", timezone.now()
            look.save(update_fields=["state", "answered"])
        return look


def end(look_id: int) -> None:
    """The one who looks has seen enough."""
    with transaction.atomic():
        look = Look.objects.filter(id=look_id, state__in=OPEN).first()
        if look is not None:
            _end(look, "ended")


def note_cluster(look_id: int, cluster: str) -> None:
    """The look is at another cluster now: the one that its learner has open."""
    with transaction.atomic():
        on = Look.objects.filter(id=look_id, state="allowed").exclude(cluster=cluster)
        for look in on:
            look.cluster = cluster
            look.save(update_fields=["cluster"])


def of_mine(by_learner: str, look_id: int) -> Look | None:
    """A look that is allowed, if this learner is the one who looks."""
    looks = Look.objects.select_related("member", "by", "copy")
    return looks.filter(id=look_id, by__learner_id=by_learner, state="allowed").first()


def _is_forgotten(look: Look) -> bool:
    return look.state == "asked" and timezone.now() - look.asked > QUESTION_LASTS


def _end(look: Look, state: str) -> Look:
    look.state, look.ended = state, timezone.now()
    look.save(update_fields=["state", "ended"])
    return look


def by_member(by: int, look_id: int) -> Look | None:
    """A look of a member's own, whatever its state."""
    looks = Look.objects.select_related("member", "copy")
    return looks.filter(id=look_id, by_id=by).first()


def note_replay(by: Membership, member: Membership, cluster: str) -> Look:
    """Somebody opens an attempt after class: no question, but the learner can see that it was."""
    return Look.objects.create(
        member=member, by=by, by_name=by.name, kind="replay", state="ended", cluster=cluster
    )


def keep_copy(look: Look, copy: str) -> Look:
    """The replay's copy is there: it may be opened."""
    look.copy = ClusterRecord.objects.get(name=copy)
    look.state, look.answered = "allowed", timezone.now()
    look.save(update_fields=["copy", "state", "answered"])
    return look
