"""Accounts: signing up keeps the learner one was, signing in takes what was done before along.

A learner is whoever has the cookie; an account is a learner that a person can come back to.  Not
here: passwords and sessions (Django's), pages (``classroom.views``).
"""

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, ManyToOneRel, Model

from podlab.workbench.api import ClusterRecord, Learner


def sign_up(learner: Learner, user: User) -> Learner:
    """Tie a new account to the learner that its owner was; a learner who has an account already
    stays with it, and the new one gets a learner of its own."""
    with transaction.atomic():
        held = Learner.objects.select_for_update().get(id=learner.id)
        if held.user_id is not None:
            return Learner.objects.create(user=user, language=learner.language)
        held.user = user
        held.save(update_fields=["user"])
        return held


def sign_in(learner: Learner | None, user: AbstractBaseUser) -> Learner:
    """The learner of an account.  What was done before without one moves into it."""
    with transaction.atomic():
        own = Learner.objects.filter(user_id=user.pk).first()
        anonymous = learner if learner is not None and learner.user_id is None else None
        if own is None and anonymous is not None:
            anonymous.user_id = user.pk
            anonymous.save(update_fields=["user"])
            return anonymous
        if own is None:
            return Learner.objects.create(user_id=user.pk)
        if anonymous is not None:
            _move(anonymous, own)
        return own


def _move(source: Learner, target: Learner) -> None:
    """Give all records of a learner to another; where both have one, the target's own stays."""
    _make_room(source, target)
    for relation in source._meta.related_objects:
        if isinstance(relation, ManyToOneRel) and isinstance(relation.field, ForeignKey):
            for record in _records(relation, source):
                _give(record, relation.field.name, target)
    source.delete()


def _make_room(source: Learner, target: Learner) -> None:
    """Of two clusters for one purpose the target's is kept in use, the other is archived."""
    used = ClusterRecord.objects.filter(learner=target, archived=False).values("purpose")
    mine = ClusterRecord.objects.filter(learner=source, archived=False)
    mine.filter(purpose__in=used).update(archived=True)


def _records(relation: ManyToOneRel, learner: Learner) -> list[Model]:
    found = relation.related_model._default_manager.filter(**{relation.field.name: learner})
    return list(found.order_by("pk"))


def _give(record: Model, field: str, target: Learner) -> None:
    """A record that the target has already (a check that both passed) is left behind."""
    setattr(record, field, target)
    try:
        with transaction.atomic():
            record.save(update_fields=[field])
    except IntegrityError:
        return
