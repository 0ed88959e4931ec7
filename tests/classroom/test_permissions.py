"""Who may do what: every address and every message of the classroom against every role.

Addresses and messages are counted from the code: one without a row here fails.
"""

import uuid

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User
from django.core import signing
from django.test import Client

from podlab.classroom import protocol
from podlab.classroom.limits import FAILED_ADDRESSES, FAILED_SIGN_INS, NEW_ACCOUNTS, WRONG_CODES
from podlab.classroom.live.orders import NEEDS, ORDERS
from podlab.classroom.models import Assignment, Group, Look
from podlab.classroom.permissions import ROLES, TABLE, Action, Role, may, watchers
from podlab.classroom.urls import urlpatterns
from podlab.classroom.views.access import needed
from podlab.workbench.learners import COOKIE, SALT
from podlab.workbench.messages import shapes_of
from podlab.workbench.models import Learner
from tests.classroom.school import a_class, a_member, a_teacher

WHO = ("nobody", "stranger", "elsewhere", "learner", "author", "assistant", "instructor")
"""No cookie; a learner in no class; an instructor of another class; the roles of the class."""

# Per address: its method, and who gets through.  The others get 404 (the class does not exist for
# them) or 403.
EVERYBODY = set(WHO)
KNOWN = EVERYBODY - {"nobody"}
INSIDE = {"learner", "author", "assistant", "instructor"}
ADDRESSES = {
    "account": ("get", KNOWN),
    "sign-up": ("get", EVERYBODY),
    "sign-in": ("get", EVERYBODY),
    "sign-out": ("post", EVERYBODY),
    "password": ("get", EVERYBODY),
    "export": ("get", KNOWN),
    "delete": ("get", KNOWN),
    "classes": ("get", EVERYBODY),
    "find": ("get", EVERYBODY),
    "join": ("get", EVERYBODY),
    "look": ("get", {"assistant"}),
    "copy": ("get", {"assistant"}),
    "dashboard": ("get", {"author", "assistant", "instructor"}),
    "leave": ("post", INSIDE),
    "settings": ("get", {"instructor"}),
    "change": ("post", {"instructor"}),
    "exercises": ("get", {"author", "instructor"}),
    "mark-again": ("post", {"instructor"}),
    "gradebook": ("get", {"instructor"}),
    "members": ("get", {"instructor"}),
    "member": ("post", {"instructor"}),
    "group": ("post", {"instructor"}),
    "roster": ("get", {"instructor"}),
}

READ = sorted(name for name, (method, _) in ADDRESSES.items() if method == "get")
WRITTEN = sorted(name for name, (method, _) in ADDRESSES.items() if method == "post")


@pytest.fixture(autouse=True)
def _no_limits():
    for limiter in (FAILED_ADDRESSES, FAILED_SIGN_INS, NEW_ACCOUNTS, WRONG_CODES):
        limiter.clear()


def as_learner(learner):
    client = Client(HTTP_HOST="localhost")
    if learner is not None:
        client.cookies[COOKIE] = signing.dumps(str(learner.id), salt=SALT)
    return client


class World:
    """One class with somebody of each kind; the assistant may look at the learner."""

    def __init__(self):
        self.room = a_class()
        other = a_class("Other")
        self.people = {
            "nobody": None,
            "stranger": Learner.objects.create(language="en"),
            "elsewhere": other.members.get().learner,
            "instructor": self.room.members.get().learner,
        }
        self.members = {}
        for role in ("learner", "author", "assistant"):
            self.members[role] = a_member(self.room, role, role)
            self.people[role] = self.members[role].learner
        self.exam = Assignment.objects.create(classroom=self.room, lesson="x", kind="exam")
        self.victim = a_member(self.room)
        self.group = Group.objects.create(classroom=self.room, name="A")
        self.look = Look.objects.create(
            member=self.members["learner"],
            by=self.members["assistant"],
            by_name="A",
            kind="view",
            state="allowed",
            cluster="c",
        )

    def path(self, name):
        """The address of a page, and of this class."""
        fills = {
            "<uuid:room>": str(self.room.id),
            "<int:number>": str(self.look.id),
            "<int:member>": str(self.victim.id),
            "<int:exercise>": str(self.exam.id),
            "<int:group>": str(self.group.id),
            "<str:code>": self.room.code,
        }
        route = next(str(one.pattern) for one in urlpatterns if one.name == name)
        for mark, value in fills.items():
            route = route.replace(mark, value)
        assert "<" not in route
        return f"/{route}"


def test_every_address_has_a_row_and_every_row_an_address():
    assert {one.name for one in urlpatterns} == set(ADDRESSES)


def test_every_page_of_a_class_is_guarded():
    """By the decorator, whose table the views cannot forget."""
    of_a_class = [one for one in urlpatterns if "<uuid:room>" in str(one.pattern)]
    assert {one.callback.__name__ for one in of_a_class} == set(needed)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
@pytest.mark.parametrize("who", WHO)
def test_an_address_lets_in_whom_it_should(name, who):
    world = World()
    method, allowed = ADDRESSES[name]
    response = getattr(as_learner(world.people[who]), method)(world.path(name))
    if who in allowed:
        assert response.status_code in (200, 302, 409), response.content[:300]
    else:
        assert response.status_code == (403 if who in INSIDE and "/class/" in world.path(name)
                                        and name not in ("look", "copy") else 404)  # fmt: skip


@pytest.mark.parametrize("name", READ)
def test_what_is_read_is_not_changed_by_others_sites(name):
    """Every form is refused without its token."""
    world = World()
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    instructor = world.people["instructor"]
    client.cookies[COOKIE] = signing.dumps(str(instructor.id), salt=SALT)
    assert client.post(world.path(name)).status_code in (403, 405)


@pytest.mark.parametrize(
    "name", sorted(name for name, row in ADDRESSES.items() if row[0] == "post")
)
def test_what_is_changed_needs_a_token_too(name):
    world = World()
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    client.cookies[COOKIE] = signing.dumps(str(world.people["instructor"].id), salt=SALT)
    assert client.post(world.path(name)).status_code == 403
    assert client.get(world.path(name)).status_code in (403, 405)


# --- messages ---------------------------------------------------------------------------------

DASHBOARD = shapes_of(protocol.ClientMessage)
OF_THE_SOCKET = {"hello", "ack"}
SEE = {"author", "assistant", "instructor"}
HELPERS = {"assistant", "instructor"}
MESSAGES = {
    "lang": SEE,
    "dash.show": SEE,
    "dash.member": HELPERS,
    "dash.hand": HELPERS,
    "dash.look": HELPERS,
    "dash.look.end": HELPERS,
    "dash.hint": HELPERS,
    "dash.help": HELPERS,
    "dash.propose": HELPERS,
    "dash.message": HELPERS,
    "dash.file": HELPERS,
    "dash.fault": {"instructor"},
    "dash.hold": {"instructor"},
    "dash.handout": {"author", "instructor"},
    "dash.collect": {"author", "instructor"},
    "dash.results": HELPERS,
    "dash.replay": HELPERS,
}


def test_every_message_has_a_row_an_action_and_a_handler():
    assert set(DASHBOARD) - OF_THE_SOCKET == set(MESSAGES) == set(NEEDS)
    assert set(ORDERS) == set(NEEDS) - {"lang", "dash.show"}


@pytest.mark.parametrize("kind", sorted(MESSAGES))
@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_table_allows_what_the_matrix_says(kind, role):
    assert may(role, NEEDS[kind]) == (role in MESSAGES[kind])


def filler(kind):
    """A message with fields of the right types that name nothing."""
    values = {int: 0, str: "x", float: 1.0, list[int]: [], list[str]: []}
    choices = {"kind": "view" if kind == "dash.look" else "lesson", "hold": "", "lang": "en"}
    shape = DASHBOARD[kind]
    return {
        "t": kind,
        **{name: choices.get(name, values.get(hint)) for name, hint in shape.items()},
    }


@pytest.mark.parametrize("role", ["author", "assistant", "instructor"])
async def test_a_dashboard_does_what_the_role_allows_and_nothing_else(school, role):
    world = await database_sync_to_async(World)()
    learner = world.people[role]
    member = world.members.get(role) or await database_sync_to_async(world.room.members.get)(
        learner=learner
    )
    tab = await school.dashboard(member)
    assert set(tab.welcome["may"]) == {kind for kind, roles in MESSAGES.items() if role in roles}
    for kind in sorted(set(MESSAGES) - {"lang", "dash.show"}):
        await tab.say(**{**filler(kind), "id": 7})
        answer = await tab.until(lambda m: m["t"] in ("reply", "refused") and m.get("id") == 7)
        refused = answer["t"] == "refused" and answer["code"] == "not-allowed"
        assert refused == (role not in MESSAGES[kind]), (kind, answer)


@pytest.mark.parametrize("who", ["nobody", "stranger", "elsewhere", "learner"])
async def test_a_dashboards_socket_is_closed_to_all_others(school, who):
    world = await database_sync_to_async(World)()
    tab = await school.socket(f"/ws/class/{world.room.id}/", _id(world.people[who]), hello=False)
    assert await tab.closed() == (4401 if who == "nobody" else 4403)


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("socket", ["look", "copy"])
async def test_a_looks_socket_is_for_the_one_who_looks(school, who, socket):
    world = await database_sync_to_async(World)()
    if socket == "copy":
        await database_sync_to_async(Look.objects.filter(id=world.look.id).update)(kind="copy")
    path = f"/ws/{socket}/{world.look.id}/"
    tab = await school.socket(path, _id(world.people[who]), hello=who == "assistant")
    if who == "assistant":  # gets through to the cluster, of which there is none here
        assert await tab.closed() == 4403
        assert school.registry is not None
    else:
        assert await tab.closed() == (4401 if who == "nobody" else 4403)


def _id(learner):
    return learner.id if learner else None


# --- the table --------------------------------------------------------------------------------


def test_nobody_may_nothing():
    assert not any(may(None, action) or may("king", action) for action in Action)
    assert set(TABLE) == set(Role)
    assert watchers() == ["assistant", "instructor"]


def test_a_class_that_is_not_there_is_not_found():
    teacher = a_teacher()
    assert as_learner(teacher).get(f"/class/{uuid.uuid4()}/").status_code == 404
    assert User.objects.filter(learner=teacher).exists()
