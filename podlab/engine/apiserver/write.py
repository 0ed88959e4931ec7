"""One request to write: who, which resource and subresource, how strictly.

Not here: what is written, or how (``writer``).
"""

from dataclasses import dataclass

from podlab.engine.apiserver.caller import Caller
from podlab.engine.objects.kinds import Kind

CLIENTS = ("client/", "kubectl")
"""How components of callers begin that are no part of the control plane."""


def is_trusted(caller: Caller) -> bool:
    """Whether a caller is a component of the control plane or a node: it builds its objects from
    validated ones, so they are not decoded and validated again."""
    return caller.user.startswith("system:") and not caller.component.startswith(CLIENTS)


@dataclass(slots=True)
class Write:
    """One request to write: who, which resource (and subresource), how strictly.

    Nobody changes one; it is not frozen because making a frozen one takes six times as long.
    """

    caller: Caller
    kind: Kind
    namespace: str
    name: str = ""
    subresource: str = ""
    dry_run: bool = False
    field_validation: str = ""

    @property
    def trusted(self) -> bool:
        """Whether the object need not be decoded and validated."""
        return not self.field_validation and is_trusted(self.caller)
