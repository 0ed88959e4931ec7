"""Who manages which fields, kept beside the objects and worked out only when somebody reads it.

Most writes are never asked about, so a write only notes the object before and what its writer
meant it to be.  Reading (REST answers, server-side apply) works the notes in.  Not here: sets of
fields and merging (``objects.managedfields``).
"""

from typing import Any

from podlab.engine.apiserver.state import ManagedState, PendingWrite
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing import strategy
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.objects import managedfields, typed
from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]

MAX_PENDING = 6
_PEOPLE = ("kubectl", "client/", "editor")
"""Writers that may take a change back: each of their writes counts.  A component owns what it
writes again and again from the first time on, so that its writes are noted as one."""
_WITH_OWN_ENTRY = ("status", "scale", "ephemeralcontainers", "resize", "approval")


class ManagedFields:
    """The field ownership of all objects."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._state = world.state.managed
        self._known: dict[str, list[Object]] = {}  # worked out for readers; derived, not state

    def record(self, write: Write, old: Object | None, meant: Object, kept: Object) -> None:
        """Note a write that was stored: what it replaced, what its writer meant, what is kept."""
        uid = kept["metadata"]["uid"]
        self._known.pop(uid, None)
        state = self._state.get(uid)
        if state is None:
            state = self._state[uid] = ManagedState()
        pending = state.pending
        note = self._note(write, old, meant)
        last = pending[-1] if pending else None
        again = last is not None and last.old is not None and last[:3] == note[:3]
        if again and last and not write.caller.component.startswith(_PEOPLE):
            note = note._replace(old=last.old)
            pending.pop()
        elif len(pending) >= MAX_PENDING:
            state.entries = self._settled(state)
            pending.clear()
        pending.append(note)

    def replace(self, uid: str, entries: list[Object]) -> None:
        """Set the ownership that a server-side apply worked out."""
        self._known.pop(uid, None)
        self._state[uid] = ManagedState(entries)

    def forget(self, uid: str) -> None:
        """The object is gone."""
        self._known.pop(uid, None)
        self._state.pop(uid, None)

    def entries(self, obj: Object) -> list[Object]:
        """``metadata.managedFields`` of a stored object."""
        uid = obj["metadata"].get("uid", "")
        state = self._state.get(uid)
        if state is None:
            return []
        known = self._known.get(uid)
        if known is None:
            known = self._known[uid] = self._settled(state)
        return known

    def shown(self, obj: Object) -> Object:
        """The object with its ``managedFields``, as REST answers have it."""
        entries = self.entries(obj)
        return with_entries(obj, entries) if entries else obj

    def preview(self, write: Write, old: Object | None, meant: Object, new: Object) -> Object:
        """What a dry run answers: the object as it would be stored."""
        entries = self.entries(old) if old is not None else []
        return with_entries(new, self._worked(entries, self._note(write, old, meant)))

    def applied(
        self, write: Write, live: Object, config: Object, force: bool
    ) -> tuple[Object, list[Object]]:
        """The object after a server-side apply, and its entries; ApiError Conflict."""
        entries = self.entries(live) if live else []
        kind = write.kind
        writer = managedfields.Writer(
            write.caller.manager, kind.api_version, self._world.now_text,
            _owned(write.subresource), _reset(kind, write.subresource),
        )  # fmt: skip
        return managedfields.applied(self.shape(kind), entries, live, config, writer, force)

    def shape(self, kind: Kind) -> typed.Shape:
        """The shape of a kind's objects, for comparing them field by field."""
        if not kind.custom:
            return managedfields.shape_of(kind.api_version, kind.kind)
        node = self._world.schema.type_of(kind.api_version, kind.kind)
        return managedfields.shape_of(kind.api_version, kind.kind, node)

    def _note(self, write: Write, old: Object | None, meant: Object) -> PendingWrite:
        return PendingWrite(
            write.caller.manager, "Update", _owned(write.subresource), self._world.now, old, meant
        )

    def _settled(self, state: ManagedState) -> list[Object]:
        entries = state.entries
        for pending in state.pending:
            entries = self._worked(entries, pending)
        return entries

    def _worked(self, entries: list[Object], note: PendingWrite) -> list[Object]:
        version = note.new["apiVersion"]
        kind = self._world.kinds.by_kind(version, note.new["kind"])
        if kind is None:  # a custom kind that is served no longer
            return entries
        writer = managedfields.Writer(
            note.manager,
            version,
            rfc3339(note.time),
            note.subresource,
            _reset(kind, note.subresource),
        )
        return managedfields.updated(self.shape(kind), entries, note.old or {}, note.new, writer)


def with_entries(obj: Object, entries: list[Object]) -> Object:
    """The object with ``managedFields``."""
    return {**obj, "metadata": {**obj["metadata"], "managedFields": entries}}


def _owned(subresource: str) -> str:
    return subresource if subresource in _WITH_OWN_ENTRY else ""


def _reset(kind: Kind, subresource: str) -> tuple[str, ...]:
    if subresource == "status":
        return ("spec",)
    return ("status",) if strategy.has_status(kind) and not subresource else ()
