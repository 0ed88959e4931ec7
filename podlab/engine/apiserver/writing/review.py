"""What an admission plugin is shown, and what it may do with it.

A plugin is a module with ``admit(review, world)`` (it may replace ``review.obj`` by a path copy)
or ``validate(review, world)`` (it may only refuse), or both.  Not here: any plugin (``admission``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.objects import status
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]


@dataclass(slots=True)
class Review:
    """One write on its way: ``operation`` is CREATE, UPDATE or DELETE; ``obj`` is None when
    deleting, ``old`` None when creating."""

    operation: str
    kind: Kind
    subresource: str
    namespace: str
    name: str
    obj: Object
    old: Object | None
    caller: Caller

    def forbidden(self, why: str) -> ApiError:
        """The 403 by which a plugin refuses."""
        return status.forbidden(self.kind.group, self.kind.plural, self.name, why)
