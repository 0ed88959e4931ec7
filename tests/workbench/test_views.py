"""The pages: cookie, configuration, language, schema, headers."""

import json
import re
import uuid

import pytest
from django.core import signing
from django.test import Client

from podlab.workbench.learners import COOKIE, SALT, learner_id
from podlab.workbench.models import Learner


@pytest.fixture
def client():
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def config_of(response):
    script = r"<script[^>]*type=\"application/json\"[^>]*>(.*?)</script>"
    return json.loads(re.search(script, response.content.decode())[1])


def test_a_newcomer_becomes_a_learner_and_stays_one(client):
    first = client.get("/")
    learner = learner_id(first.cookies[COOKIE].value)
    assert Learner.objects.filter(id=learner).exists()
    cookie = first.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    second = client.get("/")
    assert learner_id(second.cookies[COOKIE].value) == learner


@pytest.mark.parametrize("cookie", ["", "nonsense", "a:b:c", signing.dumps("no-uuid", salt=SALT),
                                    signing.dumps(["x"], salt=SALT),
                                    signing.dumps(str(uuid.uuid4()), salt="other")])  # fmt: skip
def test_a_forged_cookie_is_nobodys(client, cookie):
    assert learner_id(cookie) is None
    client.cookies[COOKIE] = cookie
    response = client.get("/")
    assert response.status_code == 200
    assert response.cookies[COOKIE].value != cookie


def test_a_cookie_of_a_learner_who_is_gone_makes_a_new_one(client):
    client.cookies[COOKIE] = signing.dumps(str(uuid.uuid4()), salt=SALT)
    learner = learner_id(client.get("/").cookies[COOKIE].value)
    assert Learner.objects.filter(id=learner).exists()


@pytest.mark.parametrize(("accepted", "lang"), [
    ("en-US,en;q=0.9", "en"), ("zh-CN,zh", "zh-hans"), ("fr", "zh-hans"), ("", "zh-hans"),
])  # fmt: skip
def test_the_page_speaks_the_browsers_language(client, accepted, lang):
    response = client.get("/", HTTP_ACCEPT_LANGUAGE=accepted)
    assert f'lang="{lang}"' in response.content.decode().replace("zh-Hans", "zh-hans")
    assert config_of(response)["lang"] == lang


def test_the_policy_allows_nothing_inline_but_what_has_the_nonce(client):
    response = client.get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'",
                 "base-uri 'none'", "script-src 'self'"):  # fmt: skip
        assert part in policy
    (nonce,) = re.findall(r"'nonce-([\w-]+)'", policy)
    assert nonce in response.content.decode()
    assert nonce not in client.get("/").headers["Content-Security-Policy"]


def test_other_headers_that_protect(client):
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_chosen_language_is_remembered():
    client = Client(HTTP_HOST="localhost")
    assert client.post("/language", {"language": "en"}).status_code == 204
    assert config_of(client.get("/", HTTP_ACCEPT_LANGUAGE="zh"))["lang"] == "en"
    assert client.post("/language", {"language": "fr"}).status_code == 400
    assert client.post("/language").status_code == 400


def test_a_chosen_language_leads_back_to_a_page_of_this_site_only():
    client = Client(HTTP_HOST="localhost")
    back = client.post("/language", {"language": "en", "next": "/classes?a=b"})
    assert (back.status_code, back.headers["Location"]) == (302, "/classes?a=b")
    assert back.cookies["django_language"].value == "en"
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = client.post("/language", {"language": "en", "next": elsewhere})
        assert answer.status_code == 204


def test_the_language_is_not_set_from_elsewhere(client):
    assert client.post("/language", {"language": "en"}).status_code == 403
    assert client.get("/language").status_code == 405


def test_the_schema_may_be_kept_by_the_browser(client):
    response = client.get("/schema.json")
    assert "max-age=86400" in response.headers["Cache-Control"]
    assert response.json()["kinds"]["v1/Pod"].endswith("Pod")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/schema.json", "/healthz"])
def test_pages_are_only_read(method, path):
    client = Client(HTTP_HOST="localhost")
    assert getattr(client, method)(path).status_code == 405


def test_the_process_says_that_it_lives(client):
    assert client.get("/healthz").json() == {"ok": True}


def test_other_hosts_and_addresses_are_refused(client):
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
    assert client.get("/no/such/page").status_code == 404
    assert client.get("/../../etc/passwd").status_code == 404


def test_a_page_may_ask_for_a_lesson_by_its_address(client):
    config = config_of(client.get("/", {"lesson": "a b&c=/"}))
    assert config["socket"] == "/ws/cluster/?lesson=a+b%26c%3D%2F"
    assert config_of(client.get("/"))["socket"] == "/ws/cluster/"
