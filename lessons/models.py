"""Durable records of lessons: attempts with what happened in them, exams' marks, and how a learner
stands in each lesson now (checks, answers, hints).

Not here: what a check is (``lessons.catalog``, ``lessons.goals``).
"""

import uuid
from typing import ClassVar

from django.db import models

from podlab.workbench.api import Learner


class PassedCheck(models.Model):
    """A check that turned green, and when in the life of which cluster."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="passed_checks")
    lesson = models.CharField(max_length=100)
    step = models.CharField(max_length=100)
    check_name = models.CharField(max_length=100)
    cluster = models.CharField(max_length=40)
    virtual_time = models.BigIntegerField()
    passed = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "lesson", "step", "check_name"], name="one_pass_per_check"
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}/{self.check_name}"


class GivenAnswer(models.Model):
    """An answer that a learner gave to a question; all attempts are kept, the newest counts."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="given_answers")
    lesson = models.CharField(max_length=100)
    step = models.CharField(max_length=100)
    question = models.CharField(max_length=100)
    choice = models.IntegerField()
    given = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}/{self.question}: {self.choice}"


class MetMisconception(models.Model):
    """A misconception that a learner showed in a lesson: counted, and answered once."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="misconceptions")
    lesson = models.CharField(max_length=100)
    step = models.CharField(max_length=100)
    misconception = models.CharField(max_length=100)
    met = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}: {self.misconception}"


class ShownHint(models.Model):
    """How many written hints of a step a learner has asked for, and what was told of what was
    observed: rows of code, data and Kubernetes' own words."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="shown_hints")
    lesson = models.CharField(max_length=100)
    step = models.CharField(max_length=100)
    count = models.IntegerField(default=0)
    observed = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson", "step"], name="one_hint_row")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}: {self.count}"


class Attempt(models.Model):
    """One try at a lesson or exam, from its start state to its end.

    ``variant`` is the seed that chose names, numbers and faults.  ``start_time`` is the virtual
    time at which the start state stood: nobody goes back to before it.  An exam has a
    ``deadline`` in wall time and, once it is over, what its cluster was then (``evidence``) and
    where in the journal that was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    lesson = models.CharField(max_length=100)
    cluster = models.CharField(max_length=40)
    variant = models.BigIntegerField(default=0)
    exam = models.BooleanField(default=False)
    started = models.DateTimeField(auto_now_add=True)
    start_time = models.BigIntegerField(default=0)
    deadline = models.DateTimeField(null=True, blank=True)
    finished = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=20, blank=True)
    """How it ended: '' (it has not), done, reset, submitted or bell."""
    points = models.IntegerField(default=0)
    most_points = models.IntegerField(default=0)
    end_sequence = models.IntegerField(default=0)
    end_steps = models.BigIntegerField(default=0)
    end_time = models.BigIntegerField(default=0)
    end_branch = models.CharField(max_length=40, blank=True)
    evidence = models.BinaryField(default=b"")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["learner", "lesson", "started"]),
            models.Index(fields=["deadline"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "lesson"],
                condition=models.Q(finished=None),
                name="one_open_attempt_per_lesson",
            )
        ]

    def __str__(self) -> str:
        return f"{self.lesson} {self.started:%Y-%m-%d %H:%M}"


class AttemptEvent(models.Model):
    """Something that happened in an attempt: a check passed, a hint taken, an answer given, a
    misconception met; at which place of the cluster's life."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20)
    step = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    value = models.IntegerField(default=0)
    sequence = models.IntegerField(default=0)
    virtual_time = models.BigIntegerField(default=0)
    happened = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.step}/{self.name}"


class Mark(models.Model):
    """What one check of an exam was worth, with what was observed; ``marking`` counts how often the
    attempt was judged, the newest holds."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="marks")
    marking = models.IntegerField()
    step = models.CharField(max_length=100)
    check_name = models.CharField(max_length=100)
    share = models.FloatField()
    points = models.IntegerField()
    most_points = models.IntegerField()
    code = models.CharField(max_length=100, blank=True)
    params = models.JSONField(default=dict)
    detail = models.TextField(blank=True)
    judged = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "marking", "step", "check_name"], name="one_mark_per_check"
            )
        ]

    def __str__(self) -> str:
        return f"{self.step}/{self.check_name}: {self.points}/{self.most_points}"
