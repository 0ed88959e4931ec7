"""One open page: what it shows of which cluster, and what it asks.

Between the socket (``workbench.consumers.page``) and the session: knows messages, not Channels.
Not here: lessons (extensions), the words of errors (the page chooses them).
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Protocol

from podlab.engine.commands import CommandRefused
from podlab.engine.observe.delta import delta_since
from podlab.engine.observe.snapshot import picture
from podlab.engine.queries import (
    NoSuchFile,
    command_outcome,
    inspect,
    list_files,
    modified,
    read_file,
    terminal_since,
    validate,
)
from podlab.engine.store.store import Compacted
from podlab.hosting.registry import Registry
from podlab.hosting.session import Crashed, Session
from podlab.workbench.extension import PageExtension
from podlab.workbench.messages import BadMessage
from podlab.workbench.outlet import Outlet
from podlab.workbench.past import timeline_of
from podlab.workbench.travel import Travel
from podlab.workbench.why import absent_rows, answer

Message = dict[str, Any]

MAX_TERMINALS = 6
MAX_WATCHED_FILES = 20


class Directory(Protocol):
    """Where a learner's clusters are found (``workbench.directory``)."""

    async def cluster(self, purpose: str, *, fresh: bool) -> str:
        """The name of the learner's cluster for a purpose; ``fresh`` makes a new one."""


@dataclass(slots=True)
class _Shown:
    """What the page has been told."""

    revision: int = 0
    terminals: dict[str, int] = field(default_factory=dict)
    files: dict[str, int] = field(default_factory=dict)
    running: dict[str, int] = field(default_factory=dict)
    clock: tuple[bool, float] | None = None
    turns: int = 0


class Page:
    """A page of a learner; the socket's consumer feeds it and sends what ``outlet`` holds."""

    def __init__(
        self,
        registry: Registry,
        directory: Directory,
        outlet: Outlet,
        extensions: list[PageExtension],
    ) -> None:
        self.learner = ""
        self.stream = ""
        self.kubernetes_path: Callable[[str], str] = _no_address
        self.language = "zh-hans"
        self.purpose = ""
        self.outlet = outlet
        self.session: Session | None = None
        self._registry = registry
        self._directory = directory
        self._extensions = extensions
        self.wake: Callable[[], None] = _nobody
        self._shown = _Shown()
        self._travel = Travel()
        self._stack = AsyncExitStack()
        self._moving = asyncio.Lock()
        self._afresh: asyncio.Task[None] | None = None

    # --- life -------------------------------------------------------------------------------
    async def show(self, purpose: str, *, fresh: bool = False) -> None:
        """Show one of the learner's clusters, everything afresh."""
        async with self._moving:
            await self._leave()
            self.purpose = purpose
            name = await self._directory.cluster(purpose, fresh=fresh)
            self.session = await self._stack.enter_async_context(self._registry.use(name))
            self.session.listeners.append(self)
        await self.refresh()

    async def refresh(self) -> None:
        """Send everything again: picture, clock, terminals, and what extensions add."""
        session = self._session()
        self.outlet.clear()
        self._shown = _Shown(terminals={}, files=self._shown.files, turns=session.turns)
        self.send(self._welcome(session, fresh=True))
        self._send_picture(session)
        self._send_clock(session)
        for extension in self._extensions:
            await extension.opened(self, session)

    def resume(self) -> None:
        """Go on after a short absence: nothing was missed that is not in the outlet."""
        self.send(self._welcome(self._session(), fresh=False))

    async def close(self) -> None:
        """The page is gone."""
        await self._leave()
        for extension in self._extensions:
            extension.closed()

    async def _leave(self) -> None:
        if self.session is not None and self in self.session.listeners:
            self.session.listeners.remove(self)
        self.session = None
        await self._stack.aclose()
        self._stack = AsyncExitStack()

    # --- to the page ------------------------------------------------------------------------
    def send(self, message: Message) -> None:
        """Queue a message."""
        self.outlet.put(message)
        self.wake()

    def refuse(self, error: BadMessage, id: int | None) -> None:
        """Say that a message was not carried out."""
        self.send(error.message(id))

    def _reply(self, id: int, ok: bool = True, **fields: Any) -> None:
        self.send({"t": "reply", "id": id, "ok": ok, **fields})

    def _welcome(self, session: Session, *, fresh: bool) -> Message:
        return {
            "t": "welcome",
            "stream": self.stream,
            "fresh": fresh,
            "cluster": session.name,
            "purpose": self.purpose,
            "kubernetesUrl": self.kubernetes_path(session.name),
            "terminals": sorted(session.cluster.terminals()),
            "lang": self.language,
        }

    def _send_picture(self, session: Session) -> None:
        cluster = session.cluster
        self._shown.revision = cluster.store.revision
        self.send({"t": "picture", "items": picture(cluster.store, cluster.kinds)})

    def _send_clock(self, session: Session) -> None:
        pace = session.pace
        clock = {"now": session.cluster.sim.now, "paused": pace.paused, "speed": pace.speed}
        self._shown.clock = (pace.paused, pace.speed)
        self.send({"t": "clock", "clock": clock})

    # --- from the session -------------------------------------------------------------------
    def changed(self, session: Session) -> None:
        """See ``Listener.changed``."""
        if self._shown.turns != session.turns:
            self._begin_afresh()
        if self.outlet.overflowed or self._afresh is not None:
            return
        self._show_picture_change(session)
        self._show_terminals(session)
        self._show_outcomes(session)
        self._show_files(session)
        if self._shown.clock != (session.pace.paused, session.pace.speed) or session.pace.paused:
            self._send_clock(session)
        for extension in self._extensions:
            extension.changed(self, session)

    def _begin_afresh(self) -> None:
        """The cluster was turned back: nothing that the page has been told is true any more."""
        if self._afresh is None:
            self._afresh = asyncio.ensure_future(self._show_afresh())

    async def _show_afresh(self) -> None:
        try:
            if self.session is not None:
                await self.refresh()
        finally:
            self._afresh = None

    async def _shown_afresh(self) -> None:
        if self._afresh is not None:
            await self._afresh

    def ended(self, session: Session, crashed: bool) -> None:
        """See ``Listener.ended``."""
        if crashed:
            self.refuse(BadMessage("crashed"), None)

    def _show_picture_change(self, session: Session) -> None:
        cluster = session.cluster
        if self._shown.revision == cluster.store.revision:
            return
        try:
            delta = delta_since(cluster.store, cluster.kinds, self._shown.revision)
        except Compacted:
            self._send_picture(session)
            return
        self._shown.revision = cluster.store.revision
        if delta is not None:
            self.send({"t": "picture.change", "time": cluster.sim.now, "delta": delta})

    def _show_terminals(self, session: Session) -> None:
        for name, offset in self._shown.terminals.items():
            data, new = terminal_since(session.cluster, name, offset)
            if data:
                self._shown.terminals[name] = new
                text = data.decode("utf-8", "replace")
                self.send({"t": "terminal.output", "terminal": name, "data": text})

    def _show_outcomes(self, session: Session) -> None:
        for token, id in list(self._shown.running.items()):
            outcome = command_outcome(session.cluster, token)
            if outcome is not None:
                del self._shown.running[token]
                status, output = outcome
                self._reply(id, status == 0, output=output)

    def _show_files(self, session: Session) -> None:
        stale = []
        for path, mtime in self._shown.files.items():
            now = modified(session.cluster, path)
            if now != mtime:
                self._shown.files[path] = now
                stale.append(path)
        if stale:
            self.send({"t": "files.changed", "paths": stale})

    # --- from the page ----------------------------------------------------------------------
    async def handle(self, message: Message) -> None:
        """Carry out one checked message."""
        id = message.get("id")
        try:
            await self._dispatch(message)
        except BadMessage as error:
            self.refuse(error, id)
        except CommandRefused as error:
            self.refuse(BadMessage(error.code, str(error), **error.params), id)
        except NoSuchFile as error:
            self.refuse(BadMessage("no-such-file", str(error), path=error.path), id)
        except Crashed:
            self.refuse(BadMessage("crashed"), id)

    async def _dispatch(self, message: Message) -> None:
        kind = message["t"]
        session = self._session()
        for extension in self._extensions:
            extension.permit(self, session, message)
        handler = _HANDLERS.get(kind)
        if handler is not None:
            await handler(self, session, message)
            return
        for extension in self._extensions:
            if kind in extension.messages:
                await extension.handle(self, session, message)
                return
        raise BadMessage("bad-message", "unknown type")

    def _session(self) -> Session:
        if self.session is None:
            raise BadMessage("not-ready")
        return self.session

    async def _language(self, session: Session, message: Message) -> None:
        if message["lang"] not in ("zh-hans", "en"):
            raise BadMessage("bad-message", "field lang")
        self.language = message["lang"]
        for extension in self._extensions:
            await extension.opened(self, session)

    async def _terminal_open(self, session: Session, message: Message) -> None:
        name = message["terminal"]
        if name not in session.cluster.terminals():
            if len(session.cluster.terminals()) >= MAX_TERMINALS:
                raise BadMessage("too-many-terminals", limit=MAX_TERMINALS)
            await session.command(_command("terminal.open", message, "terminal", "columns", "rows"))
        else:
            await session.command(
                _command("terminal.resize", message, "terminal", "columns", "rows")
            )
        data, offset = terminal_since(session.cluster, name, 0)
        self._shown.terminals[name] = offset
        text = data.decode("utf-8", "replace")
        self.send({"t": "terminal.screen", "terminal": name, "data": text})

    async def _terminal(self, session: Session, message: Message) -> None:
        fields = {key: value for key, value in message.items() if key != "t"}
        await session.command({"do": message["t"], **fields})
        if message["t"] == "terminal.close":
            self._shown.terminals.pop(message["terminal"], None)

    async def _file_list(self, session: Session, message: Message) -> None:
        self._reply(message["id"], files=list_files(session.cluster))

    async def _file_read(self, session: Session, message: Message) -> None:
        path = message["path"]
        text = read_file(session.cluster, path)
        self._watch_file(session, path)
        self._reply(message["id"], text=text)

    async def _file_write(self, session: Session, message: Message) -> None:
        await session.command(_command("file.write", message, "path", "text"))
        self._watch_file(session, message["path"])
        self._reply(message["id"])

    def _watch_file(self, session: Session, path: str) -> None:
        files = self._shown.files
        if len(files) >= MAX_WATCHED_FILES and path not in files:
            files.pop(next(iter(files)))
        files[path] = modified(session.cluster, path)

    async def _validate(self, session: Session, message: Message) -> None:
        problems = session.read(lambda cluster: validate(cluster, message["text"]))
        self._reply(message["id"], not problems, problems=problems)

    async def _apply(self, session: Session, message: Message) -> None:
        await session.command(_command("file.write", message, "path", "text"))
        self._watch_file(session, message["path"])
        verb = message["t"]
        token = await session.command(
            {"do": "run", "argv": ["kubectl", verb, "-f", message["path"]]}
        )
        self._shown.running[token] = message["id"]
        session.wake()

    async def _inspect(self, session: Session, message: Message) -> None:
        self._reply(message["id"], **inspect(session.cluster, message["item"]))

    async def _why(self, session: Session, message: Message) -> None:
        facts = session.read(lambda cluster: answer(cluster, message["item"], self.language))
        self._reply(message["id"], why=facts)

    async def _rewind(self, session: Session, message: Message) -> None:
        await session.rewind(message["time"], message["branch"])
        await self._shown_afresh()
        self._reply(message["id"])

    async def _undo(self, session: Session, message: Message) -> None:
        await session.undo()
        await self._shown_afresh()
        self._reply(message["id"])

    async def _history(self, session: Session, message: Message) -> None:
        found = timeline_of(await session.history(), session.cluster.sim.now)
        self._reply(message["id"], history=found)

    async def _absent(self, session: Session, message: Message) -> None:
        self._reply(message["id"], absent=session.read(absent_rows))

    async def _compare(self, session: Session, message: Message) -> None:
        self._reply(message["id"], **await self._travel.compare(session, message))

    async def _share(self, session: Session, message: Message) -> None:
        self._reply(message["id"], **await self._travel.share(session, message, self.learner))

    async def _name_branch(self, session: Session, message: Message) -> None:
        await session.name_branch(message["branch"], message["title"])
        self._reply(message["id"])

    async def _clock(self, session: Session, message: Message) -> None:
        fields = {key: value for key, value in message.items() if key != "t"}
        await session.command({"do": message["t"], **fields})
        self._send_clock(session)


def _no_address(cluster: str) -> str:
    """No Kubernetes API is served."""
    return ""


def _nobody() -> None:
    """No socket is there to be woken."""


def _command(do: str, message: Message, *names: str) -> Message:
    return {"do": do, **{name: message[name] for name in names}}


_HANDLERS: dict[str, Callable[[Page, Session, Message], Awaitable[None]]] = {
    "lang": Page._language,
    "terminal.open": Page._terminal_open,
    "terminal.input": Page._terminal,
    "terminal.resize": Page._terminal,
    "terminal.close": Page._terminal,
    "file.list": Page._file_list,
    "file.read": Page._file_read,
    "file.write": Page._file_write,
    "validate": Page._validate,
    "apply": Page._apply,
    "diff": Page._apply,
    "inspect": Page._inspect,
    "why": Page._why,
    "clock.pause": Page._clock,
    "clock.resume": Page._clock,
    "clock.step": Page._clock,
    "clock.speed": Page._clock,
    "clock.rewind": Page._rewind,
    "clock.undo": Page._undo,
    "history": Page._history,
    "absent": Page._absent,
    "compare": Page._compare,
    "moment.share": Page._share,
    "branch.name": Page._name_branch,
}
