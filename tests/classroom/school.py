"""People and classes for the classroom's tests.  Not a test."""

import itertools

from django.contrib.auth.models import User

from podlab.classroom.classes import create_class, join
from podlab.classroom.models import Membership
from podlab.workbench.models import Learner

_numbers = itertools.count(1)


def a_teacher(password=None):
    """A learner with an account; hashing a password takes long, so most have none."""
    user = User.objects.create_user(f"teacher{next(_numbers)}", password=password)
    return Learner.objects.create(user=user, language="en")


def a_class(name="Pods 101", teacher=None):
    """A class with its instructor."""
    return create_class(teacher or a_teacher(), name, "Teacher")


def a_member(room, name=None, role="learner"):
    """Somebody in a class."""
    member = join(room, Learner.objects.create(language="en"), name or f"Learner {next(_numbers)}")
    if role != "learner":
        Membership.objects.filter(id=member.id).update(role=role)
        member.refresh_from_db()
    return member
