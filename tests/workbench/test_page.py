"""Why and when, as a page asks it: answers in its language, going back, beginning afresh."""

import asyncio
import uuid

import pytest

from tests.patience import PATIENCE


@pytest.fixture
async def tab(workbench):
    tab = await workbench.tab(uuid.uuid4())
    await tab.hello()
    return tab


async def apply(tab, text):
    return await tab.ask(t="apply", path="/root/x.yaml", text=text)


POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec: {nodeSelector: {disk: ssd}, containers: [{name: c, image: nginx}]}
"""


async def test_why_is_answered_in_the_page_s_language(tab):
    await apply(tab, POD.replace("NAME", "one"))
    async with asyncio.timeout(PATIENCE):
        while "unschedulable" not in str(
            english := await tab.ask(t="why", item="pods/default/one")
        ):
            await asyncio.sleep(0.05)
    await tab.say(t="lang", lang="zh-hans")
    chinese = await tab.ask(t="why", item="pods/default/one")
    codes = [fact["code"] for fact in english["why"]]
    assert codes == [fact["code"] for fact in chinese["why"]]
    assert codes[:2] == ["pod-status", "unschedulable"]
    assert english["why"][0]["text"] == "STATUS is Pending (phase Pending)."
    assert chinese["why"][0]["text"] == "STATUS 为 Pending（phase 为 Pending）。"
    table = english["why"][1]["nodes"]
    assert [row["node"] for row in table] == ["k8smaster", "k8snode1", "k8snode2"]
    assert {row["plugin"] for row in table} == {"TaintToleration", "NodeAffinity"}


async def test_two_pages_go_back_together_and_begin_afresh(workbench):
    learner = uuid.uuid4()
    one, two = await workbench.tab(learner), await workbench.tab(learner)
    await one.hello()
    await two.hello()
    await apply(one, POD.replace("NAME", "first"))
    history = (await one.ask(t="history"))["history"]
    await apply(one, POD.replace("NAME", "second"))
    answer = await one.ask(t="clock.rewind", time=history["now"], branch="")
    assert answer["t"] == "reply"
    await two.until(lambda m: m["t"] == "welcome" and m["fresh"])
    picture = await two.hear("picture")
    assert "second" not in [item["name"] for item in picture["items"]]
    now = (await one.ask(t="history"))["history"]
    assert [branch["current"] for branch in now["branches"]] == [True, False]
    assert "first" in str((await one.ask(t="why", item="pods/default/first"))["why"][0])
    assert (await one.ask(t="why", item="pods/default/second"))["why"][0]["code"] == "never-seen"


async def test_undo_takes_back_what_the_page_did(tab):
    assert (await tab.ask(t="clock.undo"))["code"] == "no-such-moment"
    await apply(tab, POD.replace("NAME", "one"))
    told = (await tab.ask(t="history"))["history"]["rows"]
    assert [row["what"] for row in told] == ["file", "run"]
    assert (await tab.ask(t="clock.undo"))["ok"]
    assert (await tab.ask(t="why", item="pods/default/one"))["why"][0]["code"] == "never-seen"


async def test_a_moment_that_never_was_is_refused(tab):
    for time, branch in ((1, ""), (2**52, "nobody")):
        refused = await tab.ask(t="clock.rewind", time=time, branch=branch)
        assert (refused["t"], refused["code"]) == ("refused", "no-such-moment")
