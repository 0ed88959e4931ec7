"""Durable records of classes: members, exercises and results, what was sent, who looked.

Not here: learners and clusters (``workbench.models``), progress in lessons (``lessons.models``),
or what somebody may do (``classroom.permissions``).
"""

import secrets
import uuid
from typing import ClassVar

from django.db import models

from podlab.classroom.permissions import Role
from podlab.workbench.api import ClusterRecord, Learner

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that are taken for one another on a blackboard."""
CODE_LENGTH = 6


def new_code() -> str:
    """A code to join by: short enough to be read out, 31**6 of them."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


class Classroom(models.Model):
    """A class.  ``trial`` lets people in without an account; ``consent`` says whether learners are
    asked before somebody looks into their cluster, or told; ``hold`` is how the clocks of the
    class are held now ('' not at all)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=12, unique=True, default=new_code)
    open = models.BooleanField(default=True)
    trial = models.BooleanField(default=True)
    consent = models.CharField(
        max_length=8, default="ask", choices=[("ask", "ask"), ("tell", "tell")]
    )
    stuck_seconds = models.PositiveIntegerField(default=180)
    hold = models.CharField(max_length=8, blank=True)
    hold_speed = models.FloatField(default=1.0)
    created = models.DateTimeField(auto_now_add=True)
    ended = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Group(models.Model):
    """A group of a class: exercises and messages can be for one."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["classroom", "name"], name="one_group_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A place in a class.  One of the roster has no ``learner`` until somebody takes it; ``hand``
    is since when the hand is up, ``seen_notice`` the last notice that was read."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="members")
    learner = models.ForeignKey(
        Learner, null=True, blank=True, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        max_length=12, default=Role.LEARNER, choices=[(role.value, role.value) for role in Role]
    )
    name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    number = models.CharField(max_length=40, blank=True)
    """What the school calls the learner."""
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="members"
    )
    joined = models.DateTimeField(null=True, blank=True)
    hand = models.DateTimeField(null=True, blank=True)
    seen_notice = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["classroom", "learner"], name="one_place_per_learner")
        ]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """An exercise of a class: a lesson or an exam, for everybody or a group, perhaps with dates.

    It is out from ``handed_out`` on (a planned one when ``opens`` comes) and counts as it is at
    ``collected``, or when ``due`` has passed."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="assignments")
    lesson = models.CharField(max_length=100)
    kind = models.CharField(
        max_length=8, default="lesson", choices=[("lesson", "lesson"), ("exam", "exam")]
    )
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE)
    opens = models.DateTimeField(null=True, blank=True)
    due = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    handed_out = models.DateTimeField(null=True, blank=True)
    collected = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["collected", "due"])]

    def __str__(self) -> str:
        return f"{self.lesson} ({self.kind})"


class Result(models.Model):
    """What a learner had when an exercise was collected; ``detail`` per step and check."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="results")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="results")
    points = models.FloatField(default=0.0)
    possible = models.FloatField(default=0.0)
    detail = models.JSONField(default=dict)
    recorded = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assignment", "member"], name="one_result_per_exercise")
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.points}/{self.possible}"


class Notice(models.Model):
    """Something that the class was told or given: a message, a file, an exercise, a fault."""

    classroom = models.ForeignKey(Classroom, on_delete=models.CASCADE, related_name="notices")
    sender = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE)
    kind = models.CharField(max_length=10)
    text = models.TextField()
    body = models.TextField(blank=True)
    """What a file holds."""
    sent = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Delivery(models.Model):
    """A file or fault of a notice at one member's cluster: ``state`` waiting, done or failed."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, default="waiting")
    cluster = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "member"], name="one_delivery_per_member")
        ]
        indexes: ClassVar = [models.Index(fields=["member", "state"])]

    def __str__(self) -> str:
        return f"{self.notice_id} to {self.member_id}: {self.state}"


class Look(models.Model):
    """Somebody looked into a learner's cluster, or asked to.  Kept for the learner to see.

    ``kind`` view, copy or replay; ``state`` asked, allowed, refused or ended; ``cluster`` the one
    that is looked at, ``copy`` the helper's own copy of it."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="looks_of_mine"
    )
    by_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default="asked")
    cluster = models.CharField(max_length=40, blank=True)
    copy = models.ForeignKey(ClusterRecord, null=True, blank=True, on_delete=models.SET_NULL)
    asked = models.DateTimeField(auto_now_add=True)
    answered = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["member", "state"])]

    def __str__(self) -> str:
        return f"{self.by_name} {self.kind} {self.member_id}: {self.state}"


class Proposal(models.Model):
    """Help that was sent to a learner: a hint, or a change with the commands that make it.

    ``state`` sent, accepted, refused or failed."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="proposals")
    by = models.ForeignKey(
        Membership, null=True, on_delete=models.SET_NULL, related_name="proposals_of_mine"
    )
    by_name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8)
    text = models.TextField(blank=True)
    commands = models.JSONField(default=list)
    cluster = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=8, default="sent")
    sent = models.DateTimeField(auto_now_add=True)
    answered = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} to {self.member_id}: {self.state}"
