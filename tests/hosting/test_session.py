"""A session: commands in order, durable before they are shown, exact returns."""

import asyncio

import pytest

from podlab.engine.commands import CommandRefused
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.pacer import FASTEST, wall_now
from podlab.hosting.registry import revive
from podlab.hosting.session import Crashed
from tests.hosting.memory_journal import MemoryJournal
from tests.patience import until

OPEN = {"do": "terminal.open", "terminal": "1", "columns": 80, "rows": 24}
TYPE = {"do": "terminal.input", "terminal": "1", "data": "echo hello\r"}


class Ear:
    def __init__(self):
        self.heard = 0
        self.over = None

    def changed(self, session):
        self.heard += 1

    def ended(self, session, crashed):
        self.over = crashed


@pytest.fixture
def journal():
    return MemoryJournal(default_spec())


async def begin(journal):
    session = revive("mine", await journal.load("mine"), journal)
    session.start()
    return session


def shows(session, text, times=1):
    return session.cluster.machine.terminal_screen("1").count(text) >= times


async def test_time_passes_and_a_command_is_carried_out(journal):
    session = await begin(journal)
    before = session.cluster.sim.now
    await session.command(OPEN)
    await session.command(TYPE)
    await until(lambda: shows(session, b"hello", 2))
    assert session.cluster.sim.now > before
    assert [row.command["do"] for row in journal.rows] == ["terminal.open", "terminal.input"]
    await session.close()


async def test_keys_are_echoed_without_waiting_for_a_frame(journal, monkeypatch):
    monkeypatch.setattr("podlab.hosting.session.FRAME_SECONDS", 3600.0)
    monkeypatch.setattr("podlab.hosting.session.PROMPT_SECONDS", 3600.0)
    session = await begin(journal)
    await session.command(OPEN)
    await session.command(TYPE)
    await until(lambda: shows(session, b"hello", 2))
    await session.close()


async def test_a_cluster_that_is_behind_does_not_wait_for_a_frame(journal, monkeypatch):
    session = await begin(journal)
    await session.command(OPEN)
    await session.command({"do": "clock.pause"})
    await session.command({**TYPE, "data": "kubectl create deployment web --image=nginx\r"})
    monkeypatch.setattr("podlab.hosting.session.FRAME_SECONDS", 3600.0)
    monkeypatch.setattr("podlab.hosting.session.PROMPT_SECONDS", 0.0)
    monkeypatch.setattr("podlab.hosting.session.SLICE_SECONDS", 0.0)
    monkeypatch.setattr("podlab.hosting.pacer.MAX_LAG_SECONDS", 3600.0)
    due = session.cluster.sim.now + 15 * SECOND
    session.pace.paused, session.pace.speed = False, FASTEST
    session.pace.anchor = (wall_now() - 0.9, session.cluster.sim.now)
    session.wake()
    await until(lambda: session.cluster.sim.now >= due)
    assert session.cluster.store.find("deployments.apps", "default", "web") is not None
    await session.close()


async def test_nothing_is_shown_before_it_is_in_the_journal(journal):
    session = await begin(journal)
    await session.command({"do": "clock.pause"})
    await asyncio.sleep(0)
    ear = Ear()
    session.listeners.append(ear)
    journal.gate.clear()
    command = asyncio.create_task(session.command(OPEN))
    await asyncio.sleep(0.1)
    assert not command.done()
    assert ear.heard == 0
    journal.gate.set()
    await command
    assert ear.heard == 1
    await session.close()


async def test_a_refused_command_leaves_no_trace(journal):
    session = await begin(journal)
    await session.command({"do": "clock.pause"})
    before = fingerprint(session.cluster.state)
    for command in (
        {"do": "nonsense"},
        {"do": "terminal.input", "terminal": "9", "data": "x"},
        {"do": "terminal.open"},
        {"do": "clock.speed", "speed": 1_000},
    ):
        with pytest.raises(CommandRefused):
            await session.command(command)
    assert fingerprint(session.cluster.state) == before
    assert len(journal.rows) == 1
    await session.close()


async def test_a_session_that_was_closed_comes_back_as_it_was(journal):
    session = await begin(journal)
    await session.command(OPEN)
    await session.command(TYPE)
    await until(lambda: shows(session, b"hello", 2))
    await session.close()
    again = revive("mine", await journal.load("mine"), journal)
    assert fingerprint(again.cluster.state) == fingerprint(session.cluster.state)


async def test_a_session_that_was_killed_comes_back_from_its_journal(journal):
    session = await begin(journal)
    await session.command(OPEN)
    await until(lambda: shows(session, b"]# "))
    await session.command(TYPE)
    await until(lambda: shows(session, b"hello", 2))
    await session.command({"do": "clock.pause"})
    state = fingerprint(session.cluster.state)
    again = revive("mine", await journal.load("mine"), journal)
    assert fingerprint(again.cluster.state) == state
    await session.close()


async def test_questions_draw_no_chance(journal):
    session = await begin(journal)
    await session.command({"do": "clock.pause"})
    before = fingerprint(session.cluster.state)
    session.read(lambda cluster: cluster.sim.chance.uuid("uid"))
    assert fingerprint(session.cluster.state) == before
    await session.close()


async def test_the_clock_pauses_steps_and_speeds_up(journal):
    session = await begin(journal)
    await session.command({"do": "clock.pause"})
    stood = session.cluster.sim.now
    await asyncio.sleep(0.1)
    assert session.cluster.sim.now == stood
    await session.command({"do": "clock.step"})
    stepped = session.cluster.sim.now
    assert stepped > stood
    await session.command({"do": "clock.speed", "speed": 20})
    await session.command({"do": "clock.resume"})
    await until(lambda: session.cluster.sim.now - stepped > 4_000_000)
    await session.close()


async def test_a_bug_ends_this_session_and_is_logged_with_its_seed(journal, caplog):
    session = await begin(journal)
    ear = Ear()
    session.listeners.append(ear)

    def broken(kind, payload):
        raise ZeroDivisionError

    session.cluster.sim.register("broken", broken)
    session.cluster.sim.after(1_000, "broken", "now")
    session.wake()
    await until(lambda: session.closed)
    assert ear.over is True
    assert "seed=1" in caplog.text
    with pytest.raises(Crashed):
        await session.command(OPEN)


async def test_a_second_owner_ends_the_first(journal):
    session = await begin(journal)
    journal.stale = True
    with pytest.raises(Crashed):
        await session.command(OPEN)
    assert session.closed
