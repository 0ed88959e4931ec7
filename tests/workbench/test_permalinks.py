"""Links to moments: a copy of the visitor's own, whatever becomes of the original; bounded."""

import re

import pytest
from channels.db import database_sync_to_async
from django.test import Client

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Position
from podlab.hosting.registry import Registry
from podlab.workbench import permalinks
from podlab.workbench.durable import DatabaseJournal
from podlab.workbench.learners import COOKIE, learner_id
from podlab.workbench.models import ClusterRecord, Learner

START = 1_790_000_000_000_000
FORGERIES = (lambda link: link[:-1] + "x", lambda link: "a" + link, lambda link: link.split(":")[0])


@pytest.fixture
def owner():
    return Learner.objects.create()


@pytest.fixture
def cluster():
    return Cluster.create(default_spec(), 7, START)


def record(owner):
    return ClusterRecord.objects.create(
        learner=owner, purpose="x", spec=default_spec(), seed=7, start=START
    )


def kept(owner, cluster, name=None):
    state = cluster.sim.state
    at = Position(0, state.steps, state.now)
    return permalinks.keep(name or record(owner).name, owner.id, at, cluster.snapshot())


def test_a_link_opens_a_copy_that_lives_on_its_own(owner, cluster):
    link = kept(owner, cluster)
    ClusterRecord.objects.filter(learner=owner).delete()
    before = ClusterRecord.objects.count()
    visitor = Client(HTTP_HOST="localhost")
    page = visitor.get(f"/moment/{link}")
    assert page.status_code == 200
    assert "2026-09-21" in page.content.decode()
    assert ClusterRecord.objects.count() == before  # looking alone makes nothing
    answer = visitor.post(f"/moment/{link}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?lesson=copy")
    learner = learner_id(answer.cookies[COOKIE].value)
    assert learner != owner.id
    copy = ClusterRecord.objects.get(learner=learner)
    assert (copy.purpose, copy.reached_time, copy.paused) == ("copy", cluster.sim.now, True)


async def test_the_copy_is_what_the_moment_was(owner, cluster):
    def make():
        moment = permalinks.find(kept(owner, cluster))
        return permalinks.open_copy(moment, Learner.objects.create()).name

    name = await database_sync_to_async(make)()
    registry = Registry(DatabaseJournal(), idle_seconds=60)
    async with registry.use(name) as session:
        assert fingerprint(session.cluster.state) == fingerprint(cluster.state)
        history = await session.history()
        assert history.start == cluster.sim.now
        await session.rewind(cluster.sim.now)
    await registry.close_all()


@pytest.mark.parametrize("change", FORGERIES)
def test_a_link_that_is_not_ours_opens_nothing(owner, cluster, change):
    link = change(kept(owner, cluster))
    visitor = Client(HTTP_HOST="localhost")
    assert visitor.get(f"/moment/{link}").status_code == 404
    assert visitor.post(f"/moment/{link}").status_code == 404


def test_a_link_needs_a_token_against_forgery(owner, cluster):
    visitor = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    link = kept(owner, cluster)
    assert visitor.post(f"/moment/{link}").status_code == 403
    page = visitor.get(f"/moment/{link}").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    assert visitor.post(f"/moment/{link}", {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_oldest_link_makes_room(owner, cluster):
    name = record(owner).name
    links = [kept(owner, cluster, name) for _ in range(permalinks.MAX_LINKS + 2)]
    assert owner.shared_moments.count() == permalinks.MAX_LINKS
    assert permalinks.find(links[0]) is None
    assert permalinks.find(links[-1]) is not None


def test_what_is_too_large_is_not_given_away(owner, cluster, monkeypatch):
    monkeypatch.setattr(permalinks, "MAX_BYTES", 10)
    with pytest.raises(permalinks.TooLarge):
        kept(owner, cluster)
    assert not owner.shared_moments.exists()


def test_a_visitor_keeps_a_few_copies_only(owner, cluster):
    moment = permalinks.find(kept(owner, cluster))
    visitor = Learner.objects.create()
    mine = ClusterRecord.objects.create(
        learner=visitor, purpose="", spec=default_spec(), seed=1, start=START
    )
    copies = [permalinks.open_copy(moment, visitor) for _ in range(6)]
    left = ClusterRecord.objects.filter(learner=visitor, purpose="copy")
    assert left.count() == permalinks.MAX_COPIES + 1
    assert [one.name for one in left.filter(archived=False)] == [copies[-1].name]
    assert ClusterRecord.objects.filter(name=mine.name, archived=False).exists()
