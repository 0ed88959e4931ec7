"""Durable records of lessons: which checks a learner has passed.

Not here: what a check is (``lessons.catalog``, ``lessons.goals``).
"""

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
    """How many hints of a step a learner has asked for."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="shown_hints")
    lesson = models.CharField(max_length=100)
    step = models.CharField(max_length=100)
    count = models.IntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson", "step"], name="one_hint_row")
        ]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step}: {self.count}"
