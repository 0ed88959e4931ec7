"""What a dashboard orders, from the order to the learner's page and cluster and back."""

import asyncio

import pytest
from channels.db import database_sync_to_async

from podlab.classroom.models import Classroom, Delivery, Look, Proposal
from podlab.engine.queries import read_file
from tests.classroom.desk import POD, apply, room, row
from tests.classroom.school import a_class, a_member
from tests.patience import PATIENCE


@pytest.fixture
async def people():
    """A class with its instructor and two learners."""

    def make():
        found = a_class()
        return found, found.members.get(), a_member(found, "Ada"), a_member(found, "Grace")

    return await database_sync_to_async(make)()


async def an_allowed_look(dashboard, page, member, kind):
    """Ask, and let the learner allow it; the look's number."""
    asked = await dashboard.ask(t="dash.look", member=member.id, kind=kind)
    assert (asked["look"]["state"], asked["look"]["url"]) == ("asked", "")
    seen = await room(page, lambda one: bool(one["looks"]))
    assert seen["looks"][0]["by"] == "Teacher"
    await page.say(t="class.look", look=asked["look"]["id"], allow=True)
    shown = await row(dashboard, member, lambda one: any(x["url"] for x in one["looks"]))
    assert shown["looks"][0]["state"] == "allowed"
    return asked["look"]["id"]


async def test_a_look_is_asked_for_seen_read_only_and_ended_by_the_learner(school, people):
    _, teacher, ada, _ = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    await page.say(t="terminal.open", terminal="1", columns=80, rows=24)
    look = await an_allowed_look(dashboard, page, ada, "view")
    watch = await school.socket(f"/ws/look/{look}/", teacher.learner_id)
    await watch.hear("picture")
    await watch.say(t="terminal.open", terminal="1", columns=20, rows=5)
    screen = await watch.hear("terminal.screen")
    assert (screen["columns"], screen["rows"]) == (80, 24)
    await page.say(t="terminal.resize", terminal="1", columns=100, rows=30)
    screen = await watch.hear("terminal.screen")
    assert (screen["columns"], screen["rows"]) == (100, 30)
    await page.say(t="terminal.open", terminal="2", columns=80, rows=24)
    welcome = await watch.until(lambda m: m["t"] == "welcome" and "2" in m["terminals"])
    assert welcome["fresh"] is False
    for forbidden in (
        {"t": "terminal.input", "terminal": "1", "data": "ls\r"},
        {"t": "clock.pause"},
        {"t": "file.write", "id": 1, "path": "/root/x", "text": "x"},
        {"t": "apply", "id": 1, "path": "/root/x", "text": "x"},
        {"t": "lesson.reset"},
        {"t": "clock.rewind", "id": 1, "time": 1, "branch": ""},
    ):
        await watch.say(**forbidden)
        assert (await watch.hear("refused"))["code"] == "read-only"
    await page.ask(t="file.write", path="/root/mine", text="hello")
    read = await watch.ask(t="file.read", path="/root/mine")
    assert read["text"] == "hello"
    await page.say(t="class.look", look=look, allow=False)
    assert await watch.closed() == 4403
    again = await school.socket(f"/ws/look/{look}/", teacher.learner_id, hello=False)
    assert await again.closed() == 4403
    kept = await database_sync_to_async(Look.objects.get)(id=look)
    assert (kept.state, kept.ended is not None) == ("ended", True)


async def test_a_look_follows_its_learner_from_lesson_to_lesson(school, people):
    _, teacher, ada, grace = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada, "001_a_bare_pod")
    look = await an_allowed_look(dashboard, page, ada, "view")
    watch = await school.socket(f"/ws/look/{look}/", teacher.learner_id)
    first = (await watch.hear("welcome"))["cluster"]
    other = await school.page(grace)
    await other.say(t="lesson.open", name="002_a_deployment")
    await page.say(t="lesson.open", name="002_a_deployment")
    welcome = await watch.until(lambda m: m["t"] == "welcome" and m["cluster"] != first)
    assert welcome["fresh"] is True
    await watch.hear("picture")
    await page.ask(t="file.write", path="/root/here", text="the second lesson")
    assert (await watch.ask(t="file.read", path="/root/here"))["text"] == "the second lesson"
    await watch.say(t="clock.pause")
    assert (await watch.hear("refused"))["code"] == "read-only"
    # Of two pages the one that was opened or used last is followed.
    again = await school.page(ada, "003_pause_container")
    await again.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await watch.until(lambda m: m["t"] == "welcome" and m["cluster"] not in (
        first, welcome["cluster"]))  # fmt: skip
    kept = await database_sync_to_async(Look.objects.get)(id=look)
    assert (kept.state, kept.cluster) == ("allowed", watch_cluster(watch))
    await page.say(t="class.look", look=look, allow=False)
    assert await watch.closed() == 4403


def watch_cluster(watch):
    """The cluster that a view shows now."""
    return [one["cluster"] for one in watch.heard if one["t"] == "welcome"][-1]


async def test_a_look_that_is_refused_stays_closed(school, people):
    _, teacher, ada, grace = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    asked = await dashboard.ask(t="dash.look", member=ada.id, kind="view")
    other = await school.page(grace)
    await other.say(t="class.look", look=asked["look"]["id"], allow=True)
    assert (await other.hear("refused"))["code"] == "unknown-look"
    await page.say(t="class.look", look=asked["look"]["id"], allow=False)
    await row(dashboard, ada, lambda one: not one["looks"])
    await page.say(t="class.look", look=asked["look"]["id"], allow=True)
    assert (await page.hear("refused"))["code"] == "look-over"
    assert (await dashboard.ask(t="dash.look", member=grace.id, kind="view"))["t"] == "reply"


async def test_who_is_away_cannot_be_looked_at(school, people):
    _, teacher, ada, _ = people
    dashboard = await school.dashboard(teacher)
    refused = await dashboard.ask(t="dash.look", member=ada.id, kind="view")
    assert refused["code"] == "not-there"
    assert (await dashboard.ask(t="dash.look", member=10**6, kind="view"))["code"] == (
        "unknown-member"
    )


async def test_where_the_class_only_tells_a_look_is_open_at_once_and_seen(school, people):
    found, teacher, ada, _ = people
    await database_sync_to_async(Classroom.objects.filter(id=found.id).update)(consent="tell")
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    look = (await dashboard.ask(t="dash.look", member=ada.id, kind="view"))["look"]
    assert look["url"]
    assert (await room(page, lambda one: bool(one["looks"])))["looks"][0]["state"] == "allowed"


async def test_help_is_worked_out_in_a_copy_and_carried_out_when_it_is_accepted(school, people):
    _, teacher, ada, _ = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    await page.say(t="clock.speed", speed=20.0)
    await apply(page, "no-such-image:1")
    look = await an_allowed_look(dashboard, page, ada, "copy")
    copy = await school.socket(f"/ws/copy/{look}/", teacher.learner_id)
    clock = await copy.hear("clock")
    assert clock["clock"]["paused"] is False
    done = await copy.ask(t="apply", path="/root/web.json", text=POD % "nginx:1.27")
    assert done["ok"], done
    lines = (await dashboard.ask(t="dash.help", look=look))["help"]
    assert [line["kind"] for line in lines] == ["file", "run"]
    assert lines[1]["text"] == "kubectl apply -f /root/web.json"
    chosen = [line["number"] for line in lines]
    await dashboard.ask(t="dash.propose", look=look, text="Mind the image", lines=chosen)
    sent = (await room(page, lambda one: bool(one["proposals"])))["proposals"][0]
    assert (sent["kind"], sent["text"]) == ("change", "Mind the image")
    assert "nginx:1.27" in sent["steps"][0]
    answered = await page.ask(t="class.proposal", proposal=sent["id"], accept=True)
    assert answered["ok"]
    pods = school.rooms.live(str(ada.classroom_id)).seats[ada.id].place.session.cluster.store
    assert pods.list("pods", "default")[0]["spec"]["containers"][0]["image"] == "nginx:1.27"
    again = await page.ask(t="class.proposal", proposal=sent["id"], accept=True)
    assert again["code"] == "proposal-over"


async def test_help_that_is_refused_changes_nothing_and_belongs_to_one_learner(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    page, other = await school.page(ada), await school.page(grace)
    await dashboard.ask(t="dash.hint", member=ada.id, text="Look at <b>events</b>")
    sent = (await room(page, lambda one: bool(one["proposals"])))["proposals"][0]
    assert (sent["kind"], sent["text"]) == ("hint", "Look at <b>events</b>")
    stolen = await other.ask(t="class.proposal", proposal=sent["id"], accept=True)
    assert stolen["code"] == "unknown-proposal"
    await page.ask(t="class.proposal", proposal=sent["id"], accept=False)
    kept = await database_sync_to_async(Proposal.objects.get)(id=sent["id"])
    assert kept.state == "refused"


async def test_a_message_reaches_the_class_until_it_is_read(school, people):
    found, teacher, ada, grace = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    await dashboard.ask(t="dash.message", group=0, text="Coffee at ten")
    notice = (await room(page, lambda one: bool(one["notices"])))["notices"][0]
    assert (notice["kind"], notice["text"], notice["by"]) == ("message", "Coffee at ten", "Teacher")
    await page.say(t="class.seen", room=str(found.id), notice=notice["id"])
    await room(page, lambda one: not one["notices"])
    late = await school.page(grace)
    assert (await room(late, lambda one: bool(one["notices"])))["notices"][0]["id"] == notice["id"]
    for text in ("", "x" * 4_001):
        refused = await dashboard.ask(t="dash.message", group=0, text=text)
        assert refused["code"] == "bad-text"


def waiting(member):
    return Delivery.objects.filter(member=member, state="waiting").exists()


def text_in(school, member, path):
    seat = school.rooms.live(str(member.classroom_id)).seats[member.id]
    return read_file(seat.place.session.cluster, path)


async def test_a_file_is_written_for_those_who_are_there_and_later_for_the_others(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    await school.page(ada)
    await row(dashboard, ada, lambda one: one["state"] == "working")
    sent = await dashboard.ask(t="dash.file", group=0, path="/root/task.yaml", text="kind: Pod")
    assert (sent["reached"], sent["failed"]) == (1, 0)
    assert text_in(school, ada, "/root/task.yaml") == "kind: Pod"
    late = await school.page(grace)
    await late.ask(t="file.write", path="/root/other", text="")
    async with asyncio.timeout(PATIENCE):
        while await database_sync_to_async(waiting)(grace):
            await asyncio.sleep(0.05)
    assert text_in(school, grace, "/root/task.yaml") == "kind: Pod"
    for path in ("/etc/passwd", "/root/../etc/passwd", "task.yaml", "/root/a\nb"):
        refused = await dashboard.ask(t="dash.file", group=0, path=path, text="x")
        assert refused["code"] == "bad-path", path


async def test_a_fault_is_put_on_every_cluster_that_is_there_and_is_in_its_journal(school, people):
    _, teacher, ada, grace = people
    dashboard = await school.dashboard(teacher)
    page = await school.page(ada)
    await row(dashboard, ada, lambda one: one["state"] == "working")
    session = school.rooms.live(str(ada.classroom_id)).seats[ada.id].place.session
    node = session.cluster.store.list("nodes")[-1]["metadata"]["name"]
    sent = await dashboard.ask(t="dash.fault", group=0, words=["stop-kubelet", node])
    assert (sent["reached"], sent["failed"]) == (1, 0)
    rows = (await page.ask(t="history"))["history"]["rows"]
    assert [(one["what"], one["words"]) for one in rows] == [("fault", f"stop-kubelet {node}")]
    deliveries = await database_sync_to_async(list)(Delivery.objects.filter(member=grace))
    assert deliveries == []
    for words in ([], ["rm"], ["stop-kubelet"], ["stop-kubelet", "a", "b"]):
        refused = await dashboard.ask(t="dash.fault", group=0, words=words)
        assert refused["code"] == "bad-fault"


async def test_an_exercise_is_handed_out_worked_on_and_collected(school, people):
    _, teacher, ada, _ = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    name = dashboard.welcome["lessons"][0]["name"]
    made = await dashboard.ask(t="dash.handout", lesson=name, kind="lesson", group=0, minutes=5)
    given = (await room(page, lambda one: bool(one["exercises"])))["exercises"][0]
    assert (given["lesson"], given["over"], given["id"]) == (name, False, made["exercise"])
    assert given["due"] - given["handedOut"] == pytest.approx(300_000, abs=2_000)
    await page.say(t="lesson.open", name=name)
    await row(dashboard, ada, lambda one: one["lesson"] == name)
    await dashboard.ask(t="dash.collect", exercise=made["exercise"])
    await room(page, lambda one: one["exercises"][0]["over"])
    results = (await dashboard.ask(t="dash.results", lesson=name))["results"]
    assert [one["name"] for one in results["rows"]] == ["Ada", "Grace"]
    assert results["steps"]
    for wrong in ({"lesson": "no-such"}, {"kind": "exam"}, {"minutes": -1}, {"group": 999}):
        order = {"lesson": name, "kind": "lesson", "group": 0, "minutes": 0, **wrong}
        assert (await dashboard.ask(t="dash.handout", **order))["t"] == "refused", wrong


async def test_an_attempt_is_opened_again_as_a_copy_at_a_moment(school, people):
    _, teacher, ada, _ = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    name = dashboard.welcome["lessons"][0]["name"]
    await page.say(t="lesson.open", name=name)
    await page.until(lambda m: m["t"] == "lesson")
    await page.ask(t="file.write", path="/root/note", text="was here")
    detail = (await dashboard.ask(t="dash.member", member=ada.id))["member"]
    assert [one["lesson"] for one in detail["clusters"]] == [name]
    cluster = detail["clusters"][0]["cluster"]
    shown = await dashboard.ask(t="dash.replay", member=ada.id, cluster=cluster, time=0)
    copy = await school.socket(f"/ws/copy/{shown['look']['id']}/", teacher.learner_id)
    await copy.hear("clock")
    assert (await copy.ask(t="file.read", path="/root/note"))["text"] == "was here"
    free = school.rooms.live(str(ada.classroom_id)).seats[ada.id].place.session.name
    assert free == cluster
    refused = await dashboard.ask(t="dash.replay", member=ada.id, cluster="f" * 32, time=0)
    assert refused["code"] == "unknown-cluster"
    early = await dashboard.ask(t="dash.replay", member=ada.id, cluster=cluster, time=1)
    assert early["code"] == "no-such-moment"


async def test_what_is_in_a_cluster_is_told_only_with_consent(school, people):
    _, teacher, ada, _ = people
    dashboard, page = await school.dashboard(teacher), await school.page(ada)
    await page.say(t="clock.speed", speed=20.0)
    await apply(page, "nginx:1.27")
    await page.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await page.say(t="terminal.input", terminal="1", data="kubectl get pods\recho mine\r")
    await page.until(lambda m: m["t"] == "terminal.output" and "mine\r\n" in m["data"])
    before = (await dashboard.ask(t="dash.member", member=ada.id))["member"]
    assert (before["pods"], before["lines"]) == ([], [])
    await an_allowed_look(dashboard, page, ada, "view")
    after = (await dashboard.ask(t="dash.member", member=ada.id))["member"]
    assert [pod["name"] for pod in after["pods"]] == ["web"]
    assert after["lines"] == ["kubectl get pods", "echo mine"]


async def test_a_role_that_is_taken_away_ends_the_dashboard(school, people):
    from podlab.classroom.classes import set_role

    found, _, _, _ = people
    helper = await database_sync_to_async(a_member)(found, "Helper", "assistant")
    dashboard = await school.dashboard(helper)
    await database_sync_to_async(set_role)(found, helper.id, "learner")
    assert await dashboard.closed() == 4403
