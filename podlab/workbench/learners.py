"""Who a request belongs to: a learner by a signed cookie, made at the first visit.

Here: the cookie and the learner's clusters.  A cookie names its learner and how often they had
signed out when it was given: after the next time it is void, and so is every copy of it.  Not here:
accounts (``podlab.classroom``).
"""

import uuid
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from podlab.engine.spec import learner_spec
from podlab.workbench.models import ClusterRecord, Learner

COOKIE = "podlab_learner"
SALT = "podlab.learner"
COOKIE_AGE_SECONDS = 10 * 365 * 86_400
SEED_BITS = 62


def learner_id(cookie: str | None) -> uuid.UUID | None:
    """Whose cookie it is; None if there is none, its signature is wrong or it is void (a database
    read)."""
    named = _named(cookie)
    if named is None:
        return None
    learner, signed_out = named
    # Of a learner who is not kept yet (or any more) nothing can be void.
    known = Learner.objects.filter(id=learner).values_list("signed_out", flat=True).first()
    return learner if known in (None, signed_out) else None


def learner_of(cookie: str | None) -> Learner | None:
    """The learner of a cookie, or None."""
    named = _named(cookie)
    return Learner.objects.filter(id=named[0], signed_out=named[1]).first() if named else None


def cookie_for(learner: uuid.UUID, signed_out: int = 0) -> str:
    """The cookie of a learner who has signed out so often."""
    named = f"{learner}:{signed_out}" if signed_out else str(learner)
    return signing.dumps(named, salt=SALT)


def _named(cookie: str | None) -> tuple[uuid.UUID, int] | None:
    """What a cookie says, if we signed it."""
    if not cookie:
        return None
    try:
        named = signing.loads(cookie, salt=SALT)
        if not isinstance(named, str):
            return None
        learner, _, signed_out = named.partition(":")
        return uuid.UUID(learner), int(signed_out or 0)
    except (signing.BadSignature, ValueError):
        return None


def sign_out_everywhere(learner: Learner) -> None:
    """Every cookie that the learner was given is void from now on."""
    Learner.objects.filter(id=learner.id).update(signed_out=F("signed_out") + 1)
    learner.refresh_from_db(fields=["signed_out"])


def learner_for(request: HttpRequest) -> Learner:
    """The learner of a request; a new one if it brings no valid cookie."""
    known = learner_of(request.COOKIES.get(COOKIE))
    return known or Learner.objects.create(language=request.LANGUAGE_CODE)


def remember(response: HttpResponse, learner: Learner, *, secure: bool) -> None:
    """Give the learner their cookie."""
    response.set_cookie(
        COOKIE,
        cookie_for(learner.id, learner.signed_out),
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
