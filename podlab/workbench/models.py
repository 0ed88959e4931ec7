"""Durable records: learners, their clusters, the journal and the snapshots.

Not here: what a journal row means (``podlab.hosting``), or lessons' progress (``lessons.models``).
"""

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


def new_cluster_name() -> str:
    """An unguessable name: who knows it may use the cluster's Kubernetes API."""
    return secrets.token_hex(16)


class Learner(models.Model):
    """Somebody with a cookie; perhaps later with an account.

    ``last_purpose`` is what their page showed last ('-': nothing yet), ``signed_out`` how often all
    cookies that they had been given became void.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=16, default="zh-hans")
    last_purpose = models.CharField(max_length=100, default="-")
    signed_out = models.PositiveIntegerField(default=0)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    def __str__(self) -> str:
        return str(self.id)


class ClusterRecord(models.Model):
    """A cluster: what it began as, how far it got.  ``purpose`` is the lesson's name or ''."""

    name = models.CharField(primary_key=True, max_length=40, default=new_cluster_name)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="clusters")
    purpose = models.CharField(max_length=100, blank=True)
    archived = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    spec = models.JSONField()
    seed = models.BigIntegerField()
    start = models.BigIntegerField()
    reached_sequence = models.IntegerField(default=0)
    reached_steps = models.BigIntegerField(default=0)
    reached_time = models.BigIntegerField(default=0)
    branch_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="branches"
    )
    """The branch that this one goes on from, kept whole; the position is in its journal."""
    branch_sequence = models.IntegerField(default=0)
    branch_time = models.BigIntegerField(default=0)
    left_by = models.CharField(max_length=40, blank=True, db_index=True)
    """The cluster whose past this is, when it was left for another branch."""
    title = models.CharField(max_length=60, blank=True)
    """What the learner calls this branch."""
    paused = models.BooleanField(default=False)
    speed = models.FloatField(default=1.0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "purpose"],
                condition=models.Q(archived=False),
                name="one_cluster_per_purpose",
            )
        ]

    def __str__(self) -> str:
        return self.name


class JournalRow(models.Model):
    """One command.  The unique pair is the fence against two owners of a cluster."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="rows")
    sequence = models.IntegerField()
    steps = models.BigIntegerField()
    time = models.BigIntegerField()
    command = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cluster", "sequence"], name="one_row_per_sequence")
        ]

    def __str__(self) -> str:
        return f"{self.cluster_id}/{self.sequence}"


class Snapshot(models.Model):
    """What a cluster was at a position of its journal; the newest is kept."""

    cluster = models.OneToOneField(
        ClusterRecord, primary_key=True, on_delete=models.CASCADE, related_name="snapshot"
    )
    sequence = models.IntegerField()
    steps = models.BigIntegerField()
    time = models.BigIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.cluster_id}@{self.sequence}"


class Moment(models.Model):
    """What a cluster was at an earlier position: a thinned series, for rewinding."""

    cluster = models.ForeignKey(ClusterRecord, on_delete=models.CASCADE, related_name="moments")
    sequence = models.IntegerField()
    steps = models.BigIntegerField()
    time = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["cluster", "time"])]

    def __str__(self) -> str:
        return f"{self.cluster_id}@{self.time}"


def new_moment_token() -> str:
    """Unguessable: who has it may open a copy of the moment."""
    return secrets.token_urlsafe(24)


class SharedMoment(models.Model):
    """A moment that somebody gave a link to: kept by itself, whatever becomes of the cluster."""

    token = models.CharField(primary_key=True, max_length=40, default=new_moment_token)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="shared_moments")
    created = models.DateTimeField(auto_now_add=True)
    purpose = models.CharField(max_length=100, blank=True)
    spec = models.JSONField()
    seed = models.BigIntegerField()
    start = models.BigIntegerField()
    steps = models.BigIntegerField()
    time = models.BigIntegerField()
    data = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.purpose or 'free'}@{self.time}"
