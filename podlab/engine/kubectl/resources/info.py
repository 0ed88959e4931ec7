"""One object that a command is about: its kind, where it is, and its content if it is known.

Here: the record and its printed names.  Not here: how it was chosen (``builder``, ``files``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.objects.kinds import Kind

Object = dict[str, Any]


@dataclass(slots=True)
class Info:
    """An object or the name of one."""

    kind: Kind
    namespace: str
    name: str
    obj: Object | None = None
    source: str = ""

    @property
    def resource(self) -> str:
        """``deployments.apps``."""
        return self.kind.resource

    @property
    def full_name(self) -> str:
        """``deployment.apps/web``."""
        return f"{self.singular}/{self.name}"

    @property
    def singular(self) -> str:
        """``deployment.apps``."""
        word = self.kind.kind.lower()
        return f"{word}.{self.kind.group}" if self.kind.group else word

    @property
    def content(self) -> Object:
        """The object, which must be known."""
        assert self.obj is not None
        return self.obj
