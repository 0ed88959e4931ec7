"""Who a request belongs to: a learner by a signed cookie, made at the first visit.

Here: the cookie and the learner's clusters.  Not here: accounts (``podlab.classroom``).
"""

import uuid
from typing import Any

from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from podlab.engine.spec import learner_spec
from podlab.workbench.models import ClusterRecord, Learner

COOKIE = "podlab_learner"
SALT = "podlab.learner"
COOKIE_AGE_SECONDS = 10 * 365 * 86_400
SEED_BITS = 62


def learner_id(cookie: str | None) -> uuid.UUID | None:
    """Whose cookie it is; None if there is none or its signature is wrong."""
    if not cookie:
        return None
    try:
        named = signing.loads(cookie, salt=SALT)
        return uuid.UUID(named) if isinstance(named, str) else None
    except (signing.BadSignature, ValueError):
        return None


def learner_of(cookie: str | None) -> Learner | None:
    """The learner of a cookie, or None."""
    found = learner_id(cookie)
    return Learner.objects.filter(id=found).first() if found else None


def learner_for(request: HttpRequest) -> Learner:
    """The learner of a request; a new one if it brings no valid cookie."""
    known = learner_of(request.COOKIES.get(COOKIE))
    return known or Learner.objects.create(language=request.LANGUAGE_CODE)


def remember(response: HttpResponse, learner: Learner, *, secure: bool) -> None:
    """Give the learner their cookie."""
    response.set_cookie(
        COOKIE,
        signing.dumps(str(learner.id), salt=SALT),
        max_age=COOKIE_AGE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=secure,
    )


def cluster_for(
    learner: Learner, purpose: str, start: int, spec: dict[str, Any] | None = None
) -> ClusterRecord:
    """The learner's cluster for a purpose (a lesson's name, '' the free one), made if need be:
    by a specification, or the usual one."""
    with transaction.atomic():
        found, _ = ClusterRecord.objects.get_or_create(
            learner=learner,
            purpose=purpose,
            archived=False,
            defaults={
                "spec": spec or learner_spec(),
                "seed": uuid.uuid4().int >> (128 - SEED_BITS),
                "start": start,
            },
        )
    return found


def replace_cluster(record: ClusterRecord, start: int) -> ClusterRecord:
    """A fresh cluster in place of another, which is archived, not lost."""
    with transaction.atomic():
        ClusterRecord.objects.filter(name=record.name).update(archived=True)
        return cluster_for(record.learner, record.purpose, start, record.spec)


def cluster_of(learner: uuid.UUID, name: str) -> ClusterRecord | None:
    """A cluster by name, if it is that learner's."""
    return ClusterRecord.objects.filter(name=name, learner_id=learner).first()
