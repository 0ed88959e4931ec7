"""A session: one live cluster, the only writer of its state.

Everything happens in the event loop's thread: commands are carried out in the order of their
calls, between slices of the simulation.  What a command shows is published once it is in the
journal.  Not here: who may speak to a cluster, or what a page is sent.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.snapshot import BadSnapshot
from podlab.hosting.journal import (
    Fork,
    History,
    Journal,
    NoSuchMoment,
    Past,
    Position,
    Row,
    StaleOwner,
)
from podlab.hosting.moments import LiveMoment, LiveMoments
from podlab.hosting.pacer import FASTEST, SLOWEST, Pace, wall_now
from podlab.hosting.rewind import bring_back, written_out

log = logging.getLogger("podlab.session")

T = TypeVar("T")

SLICE_SECONDS = 0.004
"""Longest stretch of simulation before others get the event loop."""
EVENTS_AT_ONCE = 25
FRAME_SECONDS = 0.02
"""A cluster that nobody has just spoken to is looked at so often at most: what is due within a
frame is carried out, told and judged together."""
PROMPT_SECONDS = 0.1
"""For so long after a command everything is carried out when it is due: keys are echoed."""
SNAPSHOT_EVERY = 400
"""Journal rows between two snapshots."""
SNAPSHOT_STEPS = 12_000
SNAPSHOT_TIME = 60_000_000
"""Events, and virtual microseconds, that lie between two snapshots at least: they bound how long a
rewind replays."""
MARK_SECONDS = 1.0
ECHO_TIME = 5_000
"""Virtual microseconds that a paused cluster grants to a keystroke, so that it is echoed."""


class Crashed(Exception):
    """The simulation met a bug; the session has ended, the journal is whole."""


class Listener(Protocol):
    """Somebody who follows a cluster: a page, a watch of the Kubernetes API."""

    def changed(self, session: "Session") -> None:
        """Something may have changed and is durable: take what is of interest.  Must not block."""

    def ended(self, session: "Session", crashed: bool) -> None:
        """The session is over."""


@dataclass(slots=True)
class _Progress:
    """Where the journal is, and what of it is not safe yet."""

    sequence: int = 0
    durable: int = 0
    since_snapshot: int = 0
    snapshot_steps: int = 0
    snapshot_time: int = 0
    marked_wall: float = 0.0
    marked_steps: int = -1
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class Session:
    """One live cluster."""

    def __init__(
        self, name: str, cluster: Cluster, journal: Journal, pace: Pace, sequence: int
    ) -> None:
        self.name = name
        self.cluster = cluster
        self.pace = pace
        self.listeners: list[Listener] = []
        self._journal = journal
        self._progress = _Progress(sequence=sequence, durable=sequence)
        self._moments = LiveMoments()
        self._poke = asyncio.Event()
        self._closed = False
        self._turning = False
        self._spoken = 0.0
        self.turns = 0
        """How often the cluster was turned back: who shows it begins afresh when this grows."""
        state = cluster.sim.state
        self._progress.snapshot_steps, self._progress.snapshot_time = state.steps, state.now
        self._loop_task: asyncio.Task[None] | None = None

    # --- life -------------------------------------------------------------------------------
    def start(self) -> None:
        """Let time pass."""
        self.pace.restart(self.cluster.sim.now)
        self._loop_task = asyncio.create_task(self._run(), name=f"session {self.name}")

    async def close(self) -> None:
        """Write everything down and end."""
        if self._closed:
            return
        self._end()
        if self._loop_task is not None:
            self._loop_task.cancel()
        await self._all_written()
        position = self.position
        data = await written_out(self.cluster.state)
        await self._journal.snapshot(self.name, position, data)
        await self._journal.mark(self.name, position, self.pace.paused, self.pace.speed)
        for listener in list(self.listeners):
            listener.ended(self, False)

    @property
    def closed(self) -> bool:
        """Whether the session is over."""
        return self._closed

    @property
    def position(self) -> Position:
        """Where the cluster is in its life."""
        sim = self.cluster.sim
        return Position(self._progress.sequence, sim.state.steps, sim.now)

    # --- what others ask --------------------------------------------------------------------
    async def command(self, command: dict[str, Any]) -> Any:
        """Carry out a command that changes the cluster; returns its result once it is durable.

        Raises:
            CommandRefused: the command is malformed or impossible; nothing was changed.
            Crashed: the simulation met a bug.
        """
        if self._closed:
            raise Crashed(self.name)
        if self._turning:
            raise CommandRefused("turning-back")
        self._spoken = wall_now()
        self._advance()
        position = Position(self._progress.sequence + 1, *self._moment())
        result = self._guard(lambda: self._carry_out(command))
        self._progress.sequence = position.sequence
        self._progress.since_snapshot += 1
        await self._write(Row(position, command))
        self._publish()
        return result

    def read(self, question: Callable[[Cluster], T]) -> T:
        """Ask the cluster something that does not change it (chance is put back)."""
        chance = self.cluster.sim.chance
        drawn = dict(chance.drawn)
        try:
            return question(self.cluster)
        finally:
            chance.drawn = drawn

    async def rewind(self, time: int, line: str = "") -> None:
        """Go back to a moment of the past: a new branch goes on from there, paused, and the one
        that is left is kept whole.  ``line`` names another branch on which the moment lies.

        Raises:
            CommandRefused: there is no such moment.
        """
        past = self._journal.past(self.name, self._reached(time, line), line)
        await self._turn(past, paused=True)

    async def undo(self) -> None:
        """Go back to the moment before the learner's last command.

        Raises:
            CommandRefused: there is none.
        """
        await self._turn(self._journal.before_last_command(self.name), paused=self.pace.paused)

    async def moment(self, time: int, line: str = "") -> Cluster:
        """A moment of the past as a cluster of its own, to look at; this one goes on.

        Raises:
            CommandRefused: there is no such moment.
        """
        past = self._journal.past(self.name, self._reached(time, line), line)
        try:
            return await self._bring_back(await past)
        except (NoSuchMoment, BadSnapshot) as error:
            raise CommandRefused("no-such-moment") from error

    def _reached(self, time: int, line: str) -> int:
        """A time, no later than the present branch has got: nobody is made to wait for the future.
        (Of a branch that was left the journal knows the end.)"""
        return min(time, self.cluster.sim.now) if line in ("", self.name) else time

    async def name_branch(self, line: str, title: str) -> None:
        """Call a branch ('' the present one) by a name.

        Raises:
            CommandRefused: there is no such branch.
        """
        try:
            await self._journal.name_branch(self.name, line, title)
        except NoSuchMoment as error:
            raise CommandRefused("no-such-moment") from error

    async def history(self) -> History:
        """The cluster's life so far, for a timeline."""
        found = await self._journal.history(self.name)
        return found or History(self.cluster.sim.now)

    def wake(self) -> None:
        """Look again at what is due."""
        self._poke.set()

    # --- time -------------------------------------------------------------------------------
    async def _run(self) -> None:
        behind = False
        while not self._closed:
            await self._sleep(0.0 if behind else FRAME_SECONDS)
            if self._closed:
                return
            try:
                behind = self._advance()
            except Crashed:
                return
            self._publish()
            self._mark()
            self._keep_moment()
            await asyncio.sleep(0.001 if behind else 0)

    async def _sleep(self, frame: float) -> None:
        """Wait until something is due, a frame at least unless somebody has just spoken."""
        due = self.cluster.sim.next_time()
        delay = None
        if not self.pace.paused and due is not None:
            prompt = wall_now() - self._spoken < PROMPT_SECONDS
            delay = max(self.pace.seconds_until(due), 0.0 if prompt else frame)
        try:
            async with asyncio.timeout(delay):
                await self._poke.wait()
        except TimeoutError:
            return
        finally:
            self._poke.clear()

    def _advance(self) -> bool:
        """Run what is due, for one slice; True when the cluster is behind its pace."""
        target = self.pace.target()
        if self._turning or self.pace.paused or target <= self.cluster.sim.now:
            return False
        return self._guard(lambda: self._slice(target))

    def _slice(self, target: int) -> bool:
        end = wall_now() + SLICE_SECONDS
        sim = self.cluster.sim
        while not sim.run_until(target, EVENTS_AT_ONCE):
            if wall_now() >= end:
                self.pace.forgive(sim.now)
                return True
        return False

    # --- commands ---------------------------------------------------------------------------
    def _carry_out(self, command: dict[str, Any]) -> Any:
        kind = command.get("do")
        if kind in ("clock.pause", "clock.resume", "clock.speed", "clock.step"):
            return self._clock(command)
        result = perform(self.cluster, command)
        if self.pace.paused and kind == "terminal.input":
            self.cluster.sim.run_until(self.cluster.sim.now + ECHO_TIME, 500)
            self.pace.restart(self.cluster.sim.now)
        self._poke.set()
        return result

    def _clock(self, command: dict[str, Any]) -> None:
        sim = self.cluster.sim
        kind = command["do"]
        if kind == "clock.speed":
            speed = command.get("speed")
            if not isinstance(speed, int | float) or not SLOWEST <= speed <= FASTEST:
                raise CommandRefused("bad-speed", {"slowest": SLOWEST, "fastest": FASTEST})
            self.pace.speed = float(speed)
        elif kind == "clock.step":
            self.pace.paused = True
            self.cluster.step_to_change()
        else:
            self.pace.paused = kind == "clock.pause"
        self.pace.restart(sim.now)
        self._poke.set()

    def _guard(self, action: Callable[[], T]) -> T:
        """Run engine code: a bug ends this session, and nothing else."""
        try:
            return action()
        except CommandRefused:
            raise
        except Exception as error:
            state = self.cluster.sim.state
            log.exception(
                "cluster %s crashed: seed=%d sequence=%d steps=%d time=%d",
                self.name,
                state.chance.seed,
                self._progress.sequence,
                state.steps,
                state.now,
            )
            self._end()
            for listener in list(self.listeners):
                listener.ended(self, True)
            raise Crashed(self.name) from error

    def _end(self) -> None:
        self._closed = True
        self._poke.set()

    # --- turning back -----------------------------------------------------------------------
    async def _turn(self, finding: Awaitable[Past], *, paused: bool) -> None:
        if self._closed:
            raise Crashed(self.name)
        if self._turning:
            raise CommandRefused("turning-back")
        self._advance()
        self._turning = True
        try:
            await self._turn_to(await finding, paused)
        except (NoSuchMoment, BadSnapshot) as error:
            raise CommandRefused("no-such-moment") from error
        finally:
            self._turning = False
            self._poke.set()

    async def _turn_to(self, past: Past, paused: bool) -> None:
        await self._all_written()
        left, position = self.cluster, self.position
        kept = await written_out(left.state)
        cluster = await self._bring_back(past)
        cluster.store.branch_off(left.store.revision)
        state = cluster.sim.state
        at = Position(position.sequence, state.steps, state.now)
        data = await written_out(cluster.state)
        await self._journal.fork(self.name, Fork(past, position, kept, at, data))
        self._moments.clear()
        left.store.state.compacted = left.store.revision + 1  # its open watches end: 410
        self.cluster = cluster
        self.pace.paused = paused
        self.pace.restart(state.now)
        progress = self._progress
        progress.since_snapshot, progress.marked_steps = 0, -1
        progress.snapshot_steps, progress.snapshot_time = state.steps, state.now
        self.turns += 1
        self._publish()

    async def _bring_back(self, past: Past) -> Cluster:
        """A moment, from what is still in memory if that is nearest."""
        near = self._moments.before(past) if past.line == self.name else None
        return await bring_back(past, near)

    # --- durability -------------------------------------------------------------------------
    def _moment(self) -> tuple[int, int]:
        return self.cluster.sim.state.steps, self.cluster.sim.now

    async def _write(self, row: Row) -> None:
        try:
            await self._journal.append(self.name, row)
        except StaleOwner:
            log.warning("cluster %s has another owner; this session ends", self.name)
            self._end()
            for listener in list(self.listeners):
                listener.ended(self, True)
            raise Crashed(self.name) from None
        self._progress.durable = max(self._progress.durable, row.position.sequence)
        if self._progress.since_snapshot >= SNAPSHOT_EVERY:
            self._snapshot()

    def _keep_moment(self) -> None:
        """A snapshot now and then, so that the past can be brought back quickly."""
        progress, state = self._progress, self.cluster.sim.state
        if state.steps - progress.snapshot_steps < SNAPSHOT_STEPS:
            return
        if state.now - progress.snapshot_time < SNAPSHOT_TIME or self._turning:
            return
        if progress.durable < progress.sequence or not self._journal.keeps_past:
            return
        self._snapshot()

    def _snapshot(self) -> None:
        progress, state = self._progress, self.cluster.sim.state
        progress.since_snapshot = 0
        progress.snapshot_steps, progress.snapshot_time = state.steps, state.now
        self._keep(self._write_moment(self._moments.keep(self.position, self.cluster.state)))

    async def _write_moment(self, moment: LiveMoment) -> None:
        data = await written_out(moment.state)
        await self._journal.snapshot(self.name, moment.at, data)

    async def _all_written(self) -> None:
        await asyncio.gather(*self._progress.tasks, return_exceptions=True)

    def _mark(self) -> None:
        progress = self._progress
        now = wall_now()
        if now - progress.marked_wall < MARK_SECONDS or progress.durable < progress.sequence:
            return
        if self.cluster.sim.state.steps == progress.marked_steps:
            return
        progress.marked_wall, progress.marked_steps = now, self.cluster.sim.state.steps
        self._keep(self._journal.mark(self.name, self.position, self.pace.paused, self.pace.speed))

    def _keep(self, writing: Any) -> None:
        task = asyncio.ensure_future(writing)
        self._progress.tasks.add(task)
        task.add_done_callback(self._progress.tasks.discard)

    def _publish(self) -> None:
        if self._progress.durable < self._progress.sequence:
            return
        for listener in list(self.listeners):
            listener.changed(self)
