"""Links to moments: what is kept for one, and the copy that another person opens from it.

A link is an unguessable token, signed; the moment is kept whole, so that the link works whatever
becomes of the cluster.  Both sides are bounded.  Not here: pages (``workbench.views``).
"""

import uuid

from django.core import signing
from django.db import transaction

from podlab.hosting.journal import Position
from podlab.workbench.copies import begin_at
from podlab.workbench.models import ClusterRecord, Learner, SharedMoment

COPY = "copy"
"""The purpose of a cluster that was opened from a link."""
SALT = "podlab.moment"
MAX_LINKS = 20
"""Links of one learner: the oldest makes room."""
MAX_COPIES = 3
"""Earlier copies of one learner that are kept when another link is opened."""
MAX_BYTES = 16 << 20


class TooLarge(Exception):
    """The moment takes more room than a link may."""


def keep(cluster: str, owner: uuid.UUID, at: Position, data: bytes) -> str:
    """Keep a moment of a cluster for a link; its signed token.

    Raises:
        TooLarge: the cluster is too large to be given away.
    """
    if len(data) > MAX_BYTES:
        raise TooLarge(cluster)
    with transaction.atomic():
        record = ClusterRecord.objects.get(name=cluster)
        moment = SharedMoment.objects.create(
            learner_id=owner,
            purpose=record.purpose,
            spec=record.spec,
            seed=record.seed,
            start=record.start,
            steps=at.steps,
            time=at.time,
            data=data,
        )
        mine = SharedMoment.objects.filter(learner_id=owner).order_by("-created", "-token")
        old = list(mine.values_list("token", flat=True)[MAX_LINKS:])
        SharedMoment.objects.filter(token__in=old).delete()
    return signing.Signer(salt=SALT).sign(moment.token)


def find(signed: str) -> SharedMoment | None:
    """The moment of a link; None if the link is not ours or its moment is no longer kept."""
    try:
        token = signing.Signer(salt=SALT).unsign(signed)
    except signing.BadSignature:
        return None
    return SharedMoment.objects.filter(token=token).first()


def open_copy(moment: SharedMoment, learner: Learner) -> ClusterRecord:
    """A new cluster of the learner's own that goes on from the moment, paused."""
    with transaction.atomic():
        mine = ClusterRecord.objects.filter(learner=learner, purpose=COPY)
        mine.update(archived=True)
        old = mine.filter(left_by="").order_by("-created").values_list("name", flat=True)
        for name in list(old)[MAX_COPIES:]:
            ClusterRecord.objects.filter(left_by=name).delete()
            ClusterRecord.objects.filter(name=name).delete()
        at = Position(0, moment.steps, moment.time)
        return begin_at(moment, at, bytes(moment.data), learner=learner, purpose=COPY)
