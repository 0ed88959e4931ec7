"""Which objects a list or watch asks for: label and field selectors of one kind."""

from collections.abc import Iterable, Iterator
from typing import Any

from podlab.engine.objects import fields, labels
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import bad_request
from podlab.engine.store.store import Change

Object = dict[str, Any]


class Selection:
    """Label and field selectors, parsed; ApiError BadRequest in the selectors' own words."""

    def __init__(self, kind: Kind, label_text: str = "", field_text: str = "") -> None:
        try:
            self._labels = labels.parse(label_text) if label_text else ()
            self._fields = (
                fields.parse(field_text, kind.api_version, kind.kind, kind.custom)
                if field_text
                else ()
            )
        except labels.SelectorError as error:
            raise bad_request(str(error)) from error

    def matches(self, obj: Object) -> bool:
        """Whether an object is asked for."""
        if self._labels and not labels.matches(self._labels, obj["metadata"].get("labels") or {}):
            return False
        return not self._fields or fields.matches(self._fields, obj)

    def events(self, changes: Iterable[Change]) -> Iterator[tuple[str, Object]]:
        """Watch events: an object that begins to match is ADDED, one that ceases is DELETED."""
        for change in changes:
            now = change.type != "DELETED" and self.matches(change.object)
            before = change.previous is not None and self.matches(change.previous)
            if now:
                yield ("MODIFIED" if before else "ADDED"), change.object
            elif before:
                yield "DELETED", change.object
