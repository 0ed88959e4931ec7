"""A learner's own data: all of it in one archive, and all of it deleted.

Both follow the database's own relations, so that a new kind of record is not forgotten.  Not here:
whether it is really them (``views.data``).
"""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from channels.db import database_sync_to_async
from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import BinaryField, Field, ForeignKey, ManyToOneRel, Model

from podlab.classroom.models import Classroom, Look, Membership, Proposal
from podlab.classroom.permissions import Role
from podlab.hosting.registry import Registry
from podlab.workbench.api import ClusterRecord, Learner
from podlab.workbench.models import JournalRow

IN_MEMORY = 8_000_000
_NOT_THEIRS = frozenset({"password"})


def archive(learner: Learner) -> IO[bytes]:
    """A zip file of JSON: the account, every record by its kind, and each cluster's journal."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        _write(packed, "learner.json", [_plain(learner)])
        if learner.user is not None:
            _write(packed, "account.json", [_plain(learner.user)])
        for kind, records in _related(learner):
            _write(packed, f"records/{kind}.json", [_plain(record) for record in records])
        for place in Membership.objects.filter(learner=learner):
            for kind, records in _related(place):
                _write(packed, f"classes/{place.id}-{kind}.json", [_plain(one) for one in records])
        for cluster in ClusterRecord.objects.filter(learner=learner):
            rows = JournalRow.objects.filter(cluster=cluster).order_by("sequence")
            _write(packed, f"journals/{cluster.name}.json", [_plain(row) for row in rows])
    file.seek(0)
    return file


def _write(packed: zipfile.ZipFile, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        text = json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
        packed.writestr(name, text)


def _related(owner: Model) -> Iterator[tuple[str, list[Model]]]:
    for relation in owner._meta.related_objects:
        if isinstance(relation, ManyToOneRel) and isinstance(relation.field, ForeignKey):
            found = relation.related_model._default_manager.filter(**{relation.field.name: owner})
            name = f"{relation.related_model._meta.model_name}-{relation.field.name}"
            yield name, list(found.order_by("pk"))


def _plain(record: Model) -> dict[str, Any]:
    """A record's own fields; what is bytes (a cluster's frozen state) only by its size."""
    row: dict[str, Any] = {}
    for field in record._meta.concrete_fields:
        if isinstance(field, Field) and field.name not in _NOT_THEIRS:
            value = getattr(record, field.attname)
            row[field.name] = len(value) if isinstance(field, BinaryField) else value
    return row


async def delete_learner(registry: Registry, learner: Learner) -> None:
    """End the learner's clusters, then delete everything; sessions that were opened meanwhile end
    when they write next."""
    for name in await database_sync_to_async(_clusters)(learner):
        await registry.evict(name)
    for name in await database_sync_to_async(_delete)(learner):
        await registry.evict(name)


def _clusters(learner: Learner) -> list[str]:
    mine = ClusterRecord.objects.filter(learner=learner)
    return [*mine.values_list("name", flat=True), *_copies(learner).values_list("name", flat=True)]


def _copies(learner: Learner) -> Any:
    """Copies of the learner's clusters that others made to help."""
    looks = Look.objects.filter(member__learner=learner).exclude(copy=None)
    return ClusterRecord.objects.filter(name__in=looks.values("copy_id"))


def _delete(learner: Learner) -> list[str]:
    with transaction.atomic():
        names = _clusters(learner)
        Look.objects.filter(by__learner=learner).update(by_name="")
        Proposal.objects.filter(by__learner=learner).update(by_name="")
        _copies(learner).delete()
        _delete_lonely_classes(learner)
        user = learner.user_id
        learner.delete()
        if user is not None:
            User.objects.filter(id=user).delete()
        return names


def _delete_lonely_classes(learner: Learner) -> None:
    """A class whose only instructor goes has nobody who could run or delete it."""
    taught = Membership.objects.filter(learner=learner, role=Role.INSTRUCTOR)
    for place in taught:
        others = Membership.objects.filter(classroom=place.classroom_id, role=Role.INSTRUCTOR)
        if not others.exclude(id=place.id).exists():
            Classroom.objects.filter(id=place.classroom_id).delete()
