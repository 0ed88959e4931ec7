"""The page of members: roles, and groups by their forms."""

import pytest
from django.core import signing
from django.test import Client

from podlab.classroom.classes import put_in_group
from podlab.classroom.models import Assignment, Group
from podlab.workbench.learners import COOKIE, SALT
from tests.classroom.school import a_class, a_member

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def room():
    return a_class()


@pytest.fixture
def teacher(room):
    client = Client(HTTP_HOST="localhost", headers={"accept-language": "en"})
    client.cookies[COOKIE] = signing.dumps(str(room.members.get().learner_id), salt=SALT)
    return client


def test_a_group_is_renamed_and_deleted_by_its_forms(room, teacher):
    put_in_group(room, a_member(room).id, EVIL)
    group = Group.objects.get(classroom=room)
    address = f"/class/{room.id}/groups/{group.id}"
    shown = teacher.get(f"/class/{room.id}/members").content.decode()
    assert address in shown
    assert EVIL not in shown
    changed = teacher.post(address, {"do": "rename", "name": "Monday"})
    assert (changed.status_code, changed["Location"]) == (302, f"/class/{room.id}/members")
    assert "Monday" in teacher.get(f"/class/{room.id}/members").content.decode()
    teacher.post(address, {"do": "delete"})
    assert not Group.objects.filter(classroom=room).exists()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"do": "rename", "name": "B"}, "Another group has this name."),
        ({"do": "delete"}, "This group has had exercises"),
    ],
)
def test_what_cannot_be_is_said_on_the_page(room, teacher, form, words):
    group = Group.objects.create(classroom=room, name="A")
    Group.objects.create(classroom=room, name="B")
    Assignment.objects.create(classroom=room, lesson="x", group=group)
    refused = teacher.post(f"/class/{room.id}/groups/{group.id}", form)
    assert refused.status_code == 409
    assert words in refused.content.decode()
    group.refresh_from_db()
    assert group.name == "A"


def test_nothing_happens_without_a_known_wish(room, teacher):
    group = Group.objects.create(classroom=room, name="A")
    assert teacher.post(f"/class/{room.id}/groups/{group.id}", {"do": "x"}).status_code == 302
    assert Group.objects.filter(id=group.id, name="A").exists()
