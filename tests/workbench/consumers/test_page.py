"""The page's socket: greeting, resuming, limits, and whose page it is."""

import uuid

import pytest

from podlab.workbench.consumers import conversation
from podlab.workbench.consumers.page import PageConsumer
from tests.patience import until


@pytest.fixture
def learner():
    return uuid.uuid4()


async def test_a_page_is_greeted_with_everything(workbench, learner):
    tab = await workbench.tab(learner)
    welcome = await tab.hello()
    assert welcome["fresh"] is True
    assert welcome["kubernetesUrl"] == f"/k8s/{welcome['cluster']}"
    kinds = [message["t"] for message in tab.heard]
    assert kinds[:3] == ["welcome", "picture", "clock"]
    assert [message["n"] for message in tab.heard] == [1, 2, 3]
    nodes = [item["name"] for item in tab.heard[1]["items"] if item["kind"] == "Node"]
    assert nodes == ["k8smaster", "k8snode1", "k8snode2"]


@pytest.mark.parametrize("cookie", ["", "podlab_learner=nonsense", "podlab_learner=a:b:c"])
async def test_without_a_signed_cookie_nothing_is_shown(workbench, cookie):
    tab = await workbench.tab(cookie=cookie)
    assert await tab.closed() == conversation.CLOSE_NO_LEARNER
    assert len(workbench.registry) == 0


async def test_two_learners_have_clusters_of_their_own(workbench, learner):
    mine, others = await workbench.tab(learner), await workbench.tab(uuid.uuid4())
    first, second = await mine.hello(), await others.hello()
    assert first["cluster"] != second["cluster"]
    await mine.ask(t="file.write", path="/root/mine.txt", text="x")
    listed = await others.ask(t="file.list")
    assert "/root/mine.txt" not in [entry["path"] for entry in listed["files"]]


async def test_two_tabs_of_one_learner_share_the_cluster(workbench, learner):
    one, two = await workbench.tab(learner), await workbench.tab(learner)
    assert (await one.hello())["cluster"] == (await two.hello())["cluster"]
    await one.say(t="clock.pause")
    clock = await two.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    assert clock["clock"]["paused"] is True


async def test_a_page_that_was_cut_off_gets_what_it_missed(workbench, learner):
    tab = await workbench.tab(learner)
    welcome = await tab.hello()
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.screen("]# ")
    seen = tab.last
    await tab.leave()
    parked = PageConsumer.parked[welcome["stream"]]
    await parked.session.command({"do": "terminal.input", "terminal": "1", "data": "echo missed\r"})
    await until(lambda: "missed" in str(parked.outlet.waiting))
    again = await workbench.tab(learner)
    back = await again.hello(stream=welcome["stream"], seen=seen)
    assert back["fresh"] is False
    shown = [message for message in again.heard if message["t"] == "terminal.output"]
    assert "missed" in "".join(message["data"] for message in shown)
    assert min(message["n"] for message in again.heard) == seen + 1


async def test_a_stream_is_not_resumed_by_somebody_else(workbench, learner):
    tab = await workbench.tab(learner)
    welcome = await tab.hello()
    await tab.leave()
    thief = await workbench.tab(uuid.uuid4())
    stolen = await thief.hello(stream=welcome["stream"], seen=1)
    assert stolen["fresh"] is True
    assert stolen["cluster"] != welcome["cluster"]
    assert welcome["stream"] in PageConsumer.parked


async def test_a_number_that_was_never_sent_begins_afresh(workbench, learner):
    tab = await workbench.tab(learner)
    welcome = await tab.hello()
    await tab.leave()
    again = await workbench.tab(learner)
    back = await again.hello(stream=welcome["stream"], seen=10_000)
    assert back["fresh"] is True
    assert back["cluster"] == welcome["cluster"]


async def test_a_parked_page_is_forgotten_after_a_while(workbench, learner, monkeypatch):
    monkeypatch.setattr(conversation, "PARK_SECONDS", 0.1)
    tab = await workbench.tab(learner)
    welcome = await tab.hello()
    await tab.leave()
    await until(lambda: welcome["stream"] not in PageConsumer.parked)
    again = await workbench.tab(learner)
    assert (await again.hello(stream=welcome["stream"], seen=1))["fresh"] is True


async def test_the_address_chooses_the_lesson_and_the_choice_is_kept(workbench, learner):
    tab = await workbench.tab(learner, "?lesson=second")
    second = await tab.hello()
    await tab.leave()
    later = await workbench.tab(learner)
    assert (await later.hello())["cluster"] == second["cluster"]
    other = await workbench.tab(learner, "?lesson=first")
    assert (await other.hello())["cluster"] != second["cluster"]


async def test_a_lesson_that_does_not_exist_makes_no_cluster(workbench, learner):
    plain = await workbench.tab(learner)
    first = await plain.hello()
    for name in ("nonsense", "../first", "x" * 5_000, "%00"):
        tab = await workbench.tab(learner, f"?lesson={name}")
        assert (await tab.hello())["cluster"] == first["cluster"]
    assert len(workbench.registry) == 1


async def test_who_sends_too_fast_is_cut_off(workbench, learner, monkeypatch):
    monkeypatch.setattr(conversation, "BURST", 20.0)
    monkeypatch.setattr(conversation, "MESSAGES_A_SECOND", 0.0)
    tab = await workbench.tab(learner)
    await tab.hello()
    for number in range(30):
        await tab.say(t="ack", seen=number)
    assert await tab.closed() == conversation.CLOSE_TOO_FAST


async def test_an_acknowledging_page_may_go_on_for_ever(workbench, learner):
    tab = await workbench.tab(learner)
    await tab.hello()
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.screen("]# ")
    await tab.say(t="terminal.input", terminal="1", data="seq 1 60000; echo d''one\r")
    for _ in range(2_000):
        message = await tab.until(lambda m: m["t"] in ("terminal.output", "terminal.screen"))
        await tab.say(t="ack", seen=message["n"])
        if "done" in message["data"]:
            return
    raise AssertionError("the output never ended")
