"""Copies of learners' clusters that helpers have: which are kept, and how long.

A copy is kept while its look is open, and of one helper's the newest; what was proposed out of a
copy stands in its proposal.  Not here: making a copy (``classroom.help``, ``workbench.copies``).
"""

import uuid
from datetime import timedelta

from channels.db import database_sync_to_async
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from podlab.classroom.models import Look
from podlab.hosting.registry import Registry
from podlab.workbench.api import ClusterRecord

MOST_COPIES = 20
"""Of one helper that are kept open."""
BEING_MADE = timedelta(minutes=1)
"""A copy so young may not have been tied to its look yet."""
_PURPOSES = Q(purpose__startswith="help:") | Q(purpose__startswith="replay:")


async def clean_up(registry: Registry, owner: uuid.UUID) -> int:
    """Delete a helper's copies that cannot be opened any more, and the oldest beyond what is kept;
    how many."""
    names: list[str] = await database_sync_to_async(_let_go)(owner)
    for name in names:
        await registry.evict(name)
        await database_sync_to_async(_delete)(name)
    return len(names)


def _let_go(owner: uuid.UUID) -> list[str]:
    """The copies to delete; nobody can open them from here on."""
    with transaction.atomic():
        mine = ClusterRecord.objects.filter(_PURPOSES, learner_id=owner, left_by="")
        looks = Look.objects.filter(copy__in=mine, state="allowed")
        for look in looks.order_by("-id")[MOST_COPIES:]:
            look.state, look.ended = "ended", timezone.now()
            look.save(update_fields=["state", "ended"])
        kept = looks.values("copy_id")
        old = mine.filter(created__lt=timezone.now() - BEING_MADE).exclude(name__in=kept)
        return list(old.order_by("created").values_list("name", flat=True))


def _delete(name: str) -> None:
    with transaction.atomic():
        ClusterRecord.objects.filter(left_by=name).delete()
        ClusterRecord.objects.filter(name=name).delete()
