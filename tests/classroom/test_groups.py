"""Groups: another name, an end, and what stays."""

import pytest
from django.utils import timezone

from podlab.classroom.classes import ClassRefused, put_in_group
from podlab.classroom.groups import delete_group, groups_of, rename_group
from podlab.classroom.models import Assignment, Group, Membership
from tests.classroom.school import a_class, a_member


@pytest.fixture
def room():
    return a_class()


def a_group(room, name, *members):
    for member in members:
        put_in_group(room, member.id, name)
    return Group.objects.get_or_create(classroom=room, name=name)[0]


def test_the_groups_of_a_class_are_listed_with_their_size(room):
    a_group(room, "B", a_member(room), a_member(room))
    a_group(room, "A")
    a_group(a_class(), "elsewhere")
    assert [(group.name, count) for group, count in groups_of(room)] == [("A", 0), ("B", 2)]


def test_a_renamed_group_keeps_its_members(room):
    ada = a_member(room)
    group = a_group(room, "A", ada)
    rename_group(room, group.id, "  甲组 ")
    ada.refresh_from_db()
    assert (ada.group.id, ada.group.name) == (group.id, "甲组")
    rename_group(room, group.id, "甲组")


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "needs-name"), ("   ", "needs-name"), ("a\nb", "needs-name"), ("B", "group-exists")],
)
def test_a_name_that_cannot_be_is_refused(room, name, code):
    group = a_group(room, "A")
    a_group(room, "B")
    with pytest.raises(ClassRefused) as refused:
        rename_group(room, group.id, name)
    assert refused.value.code == code
    group.refresh_from_db()
    assert group.name == "A"


def test_members_of_a_deleted_group_stay_in_the_class(room):
    ada = a_member(room)
    group = a_group(room, "A", ada)
    delete_group(room, group.id)
    assert Membership.objects.get(id=ada.id).group is None
    assert groups_of(room) == []


def test_a_group_whose_results_would_go_with_it_stays(room):
    group = a_group(room, "A", a_member(room))
    Assignment.objects.create(classroom=room, lesson="x", group=group, handed_out=timezone.now())
    with pytest.raises(ClassRefused) as refused:
        delete_group(room, group.id)
    assert refused.value.code == "group-has-exercises"
    assert Assignment.objects.get(group=group).classroom == room


@pytest.mark.parametrize("change", [delete_group, lambda room, id: rename_group(room, id, "X")])
def test_another_classs_group_is_not_there(room, change):
    other = a_group(a_class(), "A")
    with pytest.raises(ClassRefused) as refused:
        change(room, other.id)
    assert refused.value.code == "unknown-group"
    assert Group.objects.get(id=other.id).name == "A"
