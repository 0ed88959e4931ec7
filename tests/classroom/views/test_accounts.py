"""Signing up, in and out by the pages: cookies, limits, where one goes on."""

import itertools

import pytest
from django.contrib.auth.models import User
from django.test import Client

from podlab.classroom.limits import FAILED_ADDRESSES, FAILED_SIGN_INS, NEW_ACCOUNTS
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.models import Learner

PASSWORD = "a long enough 1"
_numbers = itertools.count()


@pytest.fixture(autouse=True)
def _limits():
    for limiter in (FAILED_ADDRESSES, FAILED_SIGN_INS, NEW_ACCOUNTS):
        limiter.clear()


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost", headers={"accept-language": "en"})


def sign_up(client, **fields):
    name = f"somebody{next(_numbers)}"
    form = {"username": name, "password1": PASSWORD, "password2": PASSWORD, **fields}
    return name, client.post("/account/sign-up", form)


def whose(client):
    return learner_id(client.cookies[COOKIE].value)


def test_an_account_needs_no_email_and_keeps_what_was_done_before(client):
    client.get("/")
    before = whose(client)
    name, response = sign_up(client)
    assert (response.status_code, response["Location"]) == (302, "/classes")
    assert whose(client) == before
    assert Learner.objects.get(id=before).user.username == name


def test_after_signing_out_the_browser_is_a_strangers_and_signing_in_brings_the_work_back(client):
    name, _ = sign_up(client)
    mine = whose(client)
    client.post("/account/sign-out")
    assert client.cookies[COOKIE].value == ""
    client.get("/")
    assert whose(client) != mine
    client.post("/account/sign-in", {"username": name, "password": PASSWORD})
    assert whose(client) == mine


def test_a_copy_of_the_cookie_is_void_after_signing_out_and_after_another_password(client):
    name, _ = sign_up(client)
    mine = whose(client)
    copy = Client(HTTP_HOST="localhost")
    copy.cookies[COOKIE] = client.cookies[COOKIE].value
    assert b"/account/password" in copy.get("/account").content
    client.post("/account/sign-out")
    assert copy.get("/account").status_code == 404
    client.post("/account/sign-in", {"username": name, "password": PASSWORD})
    copy.cookies[COOKIE] = client.cookies[COOKIE].value
    new = "another long one 2"
    client.post(
        "/account/password",
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )
    assert whose(client) == mine
    assert copy.get("/account").status_code == 404


def test_without_an_account_signing_out_leaves_the_cookie_that_is_all_one_has(client):
    client.get("/")
    mine = whose(client)
    client.post("/account/sign-out")
    assert whose(client) == mine


@pytest.mark.parametrize(
    ("wanted", "gone"),
    [
        ("/join/ABC", "/join/ABC"),
        ("https://evil.example/", "/classes"),
        ("//evil.example/", "/classes"),
        ("javascript:alert(1)", "/classes"),
    ],
)
def test_one_goes_on_only_to_this_server(client, wanted, gone):
    _, response = sign_up(client, next=wanted)
    assert response["Location"] == gone


def test_weak_passwords_and_taken_names_are_refused_with_words(client):
    name, _ = sign_up(client)
    for fields in (
        {"password1": "short", "password2": "short"},
        {"password1": "12345678", "password2": "12345678"},
        {"username": name},
        {"username": "<script>"},
        {"email": "nobody"},
    ):
        _, response = sign_up(Client(HTTP_HOST="localhost"), **fields)
        assert response.status_code == 200, fields
        assert b"errorlist" in response.content
        assert b"<script>" not in response.content.split(b"</head>")[1]


def test_guessing_passwords_ends_soon_and_a_whole_class_does_not_lock_itself_out(client):
    User.objects.create(username="victim")
    for _ in range(FAILED_SIGN_INS.most):
        wrong = client.post("/account/sign-in", {"username": "victim", "password": "x"})
        assert wrong.status_code == 200
    blocked = client.post("/account/sign-in", {"username": "VICTIM", "password": "x"})
    assert blocked.status_code == 429
    assert blocked["Retry-After"] == "300"
    other = client.post("/account/sign-in", {"username": "another", "password": "x"})
    assert other.status_code == 200
