"""A page on somebody else's cluster: every message of the page's protocol that is no question is
refused, also one that is new."""

from types import SimpleNamespace

import pytest

from podlab.classroom.live.watching import QUESTIONS, WatchingPage
from podlab.workbench.messages import SHAPES, BadMessage

CHANGES = sorted(set(SHAPES) - QUESTIONS - {"hello", "ack"})


def a_page(state="allowed"):
    look = SimpleNamespace(id=5, state=state) if state else None
    live = SimpleNamespace(facts=SimpleNamespace(look=lambda number: look), watchers=[])
    return WatchingPage(None, "cluster", live, 5)


def test_what_may_pass_is_known():
    assert set(SHAPES) >= QUESTIONS
    assert {
        "lang", "inspect", "why", "history", "file.list", "file.read", "validate", "terminal.open",
    } == QUESTIONS  # fmt: skip


@pytest.mark.parametrize("kind", CHANGES)
async def test_nothing_else_passes(kind):
    with pytest.raises(BadMessage) as refused:
        await a_page()._dispatch({"t": kind, **dict.fromkeys(SHAPES[kind])})
    assert refused.value.code == "read-only"


@pytest.mark.parametrize("state", ["asked", "refused", "ended", None])
@pytest.mark.parametrize("kind", sorted(QUESTIONS))
async def test_without_consent_not_even_questions_pass(kind, state):
    with pytest.raises(BadMessage) as refused:
        await a_page(state)._dispatch({"t": kind})
    assert refused.value.code == "look-over"


@pytest.mark.parametrize("state", ["ended", "refused", None])
def test_a_look_that_is_over_ends_the_page(state):
    page, ended = a_page(state), []
    page.expel = lambda: ended.append(True)
    page.class_changed()
    assert ended == [True]
