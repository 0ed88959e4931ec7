"""A page's looks into the past: compare, share, name a branch, ask what is absent."""

import asyncio
import uuid

import pytest


@pytest.fixture
async def tab(workbench):
    tab = await workbench.tab(uuid.uuid4())
    await tab.hello()
    return tab


POD = """
apiVersion: v1
kind: Pod
metadata: {name: NAME}
spec: {containers: [{name: c, image: nginx}]}
"""


async def make(tab, name):
    answer = await tab.ask(t="apply", path="/root/x.yaml", text=POD.replace("NAME", name))
    assert answer["t"] == "reply"


async def life(tab):
    """The cluster's history."""
    return (await tab.ask(t="history"))["history"]


async def two_branches(tab):
    """One branch with the Pod one, the present one with the Pod other; the name of the first."""
    before = (await life(tab))["now"]
    await make(tab, "one")
    await tab.ask(t="clock.rewind", time=before, branch="")
    await tab.say(t="clock.resume")
    await make(tab, "other")
    return (await life(tab))["branches"][1]


async def test_two_branches_side_by_side(tab):
    left = await two_branches(tab)
    answer = await tab.ask(
        t="compare", leftTime=left["ends"], leftBranch=left["name"],
        rightTime=2**52, rightBranch="",
    )  # fmt: skip
    found = answer["comparison"]
    rows = {(row["kind"], row["name"]): row["code"] for row in found["objects"]}
    assert rows == {("Pod", "one"): "left", ("Pod", "other"): "right"}
    assert found["left"]["time"] == left["ends"]
    assert found["right"]["time"] >= found["left"]["time"] - 60_000_000
    again = await tab.ask(
        t="compare", leftTime=2**52, leftBranch="", rightTime=2**52, rightBranch=""
    )
    assert again["comparison"]["objects"] == []


async def test_the_end_of_a_branch_that_was_left_lies_beyond_the_present(tab):
    before = (await life(tab))["now"]
    await make(tab, "one")
    while (await life(tab))["now"] < before + 600_000:
        await asyncio.sleep(0.05)
    await tab.ask(t="clock.rewind", time=before, branch="")
    left = (await life(tab))["branches"][1]
    assert left["ends"] > before + 500_000
    await tab.ask(t="clock.rewind", time=left["ends"], branch=left["name"])
    assert (await life(tab))["now"] == left["ends"]


async def test_nobody_waits_for_the_future(tab):
    now = (await life(tab))["now"]
    answer = await tab.ask(t="moment.share", time=2**52, branch="")
    assert answer["t"] == "reply"
    answer = await tab.ask(t="clock.rewind", time=2**52, branch="")
    assert answer["t"] == "reply"
    assert (await life(tab))["now"] < now + 60_000_000


async def test_what_is_no_moment_cannot_be_compared_or_shared(tab):
    for branch in ("none", "../x"):
        answer = await tab.ask(
            t="compare", leftTime=1, leftBranch=branch, rightTime=1, rightBranch=""
        )
        assert (answer["t"], answer["code"]) == ("refused", "no-such-moment")
        answer = await tab.ask(t="moment.share", time=5, branch=branch)
        assert (answer["t"], answer["code"]) == ("refused", "no-such-moment")


async def test_another_learner_s_branch_is_no_moment_of_mine(workbench, tab):
    theirs = await two_branches(tab)
    other = await workbench.tab(uuid.uuid4())
    await other.hello()
    answer = await other.ask(t="moment.share", time=theirs["ends"], branch=theirs["name"])
    assert answer["code"] == "no-such-moment"
    answer = await other.ask(t="branch.name", branch=theirs["name"], title="mine")
    assert answer["code"] == "no-such-moment"


async def test_a_moment_that_is_shared_has_a_link(tab):
    await make(tab, "one")
    answer = await tab.ask(t="moment.share", time=(await life(tab))["now"], branch="")
    assert answer["text"].startswith("/moment/")
    assert len(answer["text"]) > 60


async def test_one_costly_look_at_a_time(tab):
    left = await two_branches(tab)
    moment = {"leftTime": left["ends"], "leftBranch": left["name"]}
    await tab.say(t="compare", id=1, **moment, rightTime=1, rightBranch="")
    await tab.say(t="moment.share", id=2, time=left["ends"], branch=left["name"])
    answers = [
        await tab.until(lambda m: m.get("id") in (1, 2) and m["t"] in ("reply", "refused"))
        for _ in range(2)
    ]
    assert {answer["id"] for answer in answers} == {1, 2}


async def test_a_branch_has_the_name_that_it_was_given(tab):
    left = await two_branches(tab)
    await tab.ask(t="branch.name", branch=left["name"], title="  the first try " + "x" * 80)
    await tab.ask(t="branch.name", branch="", title="now")
    titles = [branch["title"] for branch in (await life(tab))["branches"]]
    assert titles[0] == "now"
    assert titles[1].startswith("the first try x")
    assert len(titles[1]) <= 60


async def test_what_is_gone_can_be_asked_for_by_its_row(tab):
    await make(tab, "one")
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.say(t="terminal.input", terminal="1", data="kubectl delete pod one --now\r")
    gone = []
    while not gone:
        rows = (await tab.ask(t="absent"))["absent"]
        gone = [row for row in rows if row["code"] == "gone" and row["name"] == "one"]
        await asyncio.sleep(0.05)  # a page that asks without a pause is cut off
    facts = (await tab.ask(t="why", item=gone[0]["question"]))["why"]
    assert [fact["code"] for fact in facts][:1] == ["gone"]
    assert "kubectl delete pod one" in str(facts)
