"""One request to write: who, which resource and subresource, how strictly.

Not here: what is written, or how (``writer``).
"""

from dataclasses import dataclass

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.objects.kinds import Kind


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
        return self.caller.trusted and not self.field_validation
