"""Groups of a class: the one that is meant, given another name, deleted.

Every function writes one transaction.  Not here: putting members into groups, which makes them
(``classroom.classes``), or who may ask for it (``classroom.permissions``).
"""

import uuid

from django.db import transaction
from django.db.models import Count

from podlab.classroom.classes import ClassRefused
from podlab.classroom.models import Assignment, Classroom, Group, Membership

MAX_NAME = 60


def groups_of(classroom: Classroom) -> list[tuple[Group, int]]:
    """The groups of a class by name, and how many members each has."""
    found = Group.objects.filter(classroom=classroom).order_by("name")
    return [(one, one.count) for one in found.annotate(count=Count("members"))]


def rename_group(classroom: Classroom, group_id: int, name: str) -> None:
    """Another name for a group; its members and exercises stay.

    Raises:
        ClassRefused: there is no such group, the name is empty, or another group has it.
    """
    with transaction.atomic():
        group = _group(classroom.id, group_id)
        wanted = name.strip()[:MAX_NAME]
        if not wanted.isprintable() or not wanted:
            raise ClassRefused("needs-name")
        others = Group.objects.filter(classroom=classroom, name=wanted).exclude(id=group.id)
        if others.exists():
            raise ClassRefused("group-exists")
        group.name = wanted
        group.save(update_fields=["name"])


def delete_group(classroom: Classroom, group_id: int) -> None:
    """A group is no more; its members stay in the class, in no group.  One that had exercises
    stays, for its results would go with it.

    Raises:
        ClassRefused: there is no such group, or it had exercises.
    """
    with transaction.atomic():
        group = _group(classroom.id, group_id)
        if Assignment.objects.filter(group=group).exists():
            raise ClassRefused("group-has-exercises")
        group.delete()


def addressed(member: Membership, group_id: int) -> Group | None:
    """The group of a member's class that is meant by a number; None, which is everybody, by 0.

    Raises:
        ClassRefused: there is no such group.
    """
    return _group(member.classroom_id, group_id) if group_id else None


def _group(classroom: uuid.UUID, group_id: int) -> Group:
    found = Group.objects.filter(classroom_id=classroom, id=group_id).first()
    if found is None:
        raise ClassRefused("unknown-group")
    return found
