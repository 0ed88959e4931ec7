"""Joining classes by code and link; what is shown of them is text, never markup."""

import pytest
from django.test import Client

from podlab.classroom.limits import WRONG_CODES
from podlab.classroom.models import Classroom, Membership
from podlab.classroom.roster import Person, take_in
from podlab.workbench.learners import COOKIE, learner_id
from tests.classroom.school import a_class

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def _limits():
    WRONG_CODES.clear()


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost", headers={"accept-language": "en"})


def test_a_name_is_enough_for_a_trial_class(client):
    room = a_class(EVIL)
    page = client.get(f"/join/{room.code}")
    assert EVIL not in page.content.decode()
    assert "&lt;img" in page.content.decode()
    response = client.post(f"/join/{room.code}", {"name": f"Ada {EVIL}"})
    assert (response.status_code, response["Location"]) == (302, "/")
    learner = learner_id(client.cookies[COOKIE].value)
    assert Membership.objects.get(classroom=room, learner_id=learner).role == "learner"
    assert client.get(f"/join/{room.code}")["Location"] == "/"
    assert EVIL not in client.get("/classes").content.decode()


def test_a_code_is_read_as_people_type_it(client):
    room = a_class()
    typed = f" {room.code[:3].lower()}-{room.code[3:]} "
    assert client.post("/join", {"code": typed})["Location"] == f"/join/{room.code}"


def test_guessing_codes_ends_soon(client):
    room = a_class()
    for _ in range(WRONG_CODES.most):
        assert client.post("/join", {"code": "ZZZZZZ"}).status_code == 200
    assert client.post("/join", {"code": room.code}).status_code == 429
    assert client.get(f"/join/{room.code}").status_code == 429


@pytest.mark.parametrize("change", [{"open": False}, {"open": False, "trial": False}])
def test_a_closed_class_is_not_there(client, change):
    room = a_class()
    Classroom.objects.filter(id=room.id).update(**change)
    assert client.get(f"/join/{room.code}").status_code == 404


def test_a_class_that_needs_accounts_says_so(client):
    room = a_class()
    Classroom.objects.filter(id=room.id).update(trial=False)
    assert b"sign-in" in client.get(f"/join/{room.code}").content
    client.post(f"/join/{room.code}", {"name": "Ada"})
    assert Membership.objects.filter(classroom=room).count() == 1


def test_who_joins_under_a_name_of_the_roster_takes_that_place_once(client):
    room = a_class()
    take_in(room, [Person("Ada", number="7")])
    client.post(f"/join/{room.code}", {"name": "ada"})
    assert Membership.objects.get(classroom=room, number="7").learner is not None
    other = Client(HTTP_HOST="localhost")
    other.post(f"/join/{room.code}", {"name": "Ada"})
    assert Membership.objects.filter(classroom=room).count() == 3


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "x" * 81])
def test_a_name_is_something_that_can_be_read(client, name):
    room = a_class()
    client.post(f"/join/{room.code}", {"name": name})
    assert Membership.objects.filter(classroom=room).count() == 1
