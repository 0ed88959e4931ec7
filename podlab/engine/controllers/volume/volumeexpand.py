"""Claims that ask for more than they have: who is to make their volume larger is told.

No volume plugin of this cluster grows in place, so that the claim waits for an external resizer
(recorded with 1.37.1 and local-path).  Not here: whether a claim may ask (admission, validation).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.volume.persistentvolume import CLAIMS
from podlab.engine.objects.meta import dig
from podlab.engine.objects.quantity import value_of

Object = dict[str, Any]

NAME = "volume_expand"


class VolumeExpandController:
    """Looks at bound claims that changed."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._recorder = context.recorder(NAME)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch(CLAIMS, self._on_claim)

    def _on_claim(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED" and wants_more(obj):
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """One claim."""
        claim = self._informers.get(CLAIMS, *split_key(key))
        if claim is not None and wants_more(claim):
            words = "waiting for an external controller to expand this PVC"
            self._recorder.event(claim, "Normal", "ExternalExpanding", words)


def wants_more(claim: Object) -> bool:
    """A bound claim whose request is larger than its volume."""
    if dig(claim, "status", "phase") != "Bound":
        return False
    asked = dig(claim, "spec", "resources", "requests", "storage", default="0")
    held = dig(claim, "status", "capacity", "storage", default="0")
    return value_of(asked) > value_of(held)
