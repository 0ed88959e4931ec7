"""Putting a fault on a cluster: from words to the fault that they name.

Not here: the faults (see the list in this package).
"""

from podlab.engine.faults import FAULTS
from podlab.engine.faults.field import FaultRefused, Field

MAX_WORD = 400


def inject(field: Field, words: list[str]) -> None:
    """Do what ``stop-kubelet node1`` says.

    Raises:
        FaultRefused: nothing was changed.
    """
    name = words[0] if words else ""
    fault = FAULTS.get(name)
    if fault is None:
        known = ", ".join(FAULTS)
        raise FaultRefused(
            "unknown-fault", f"unknown fault {name[:40]!r}: known are {known}", fault=name[:40]
        )
    arguments = words[1:]
    if not fault.fits(len(arguments)) or any(len(word) > MAX_WORD for word in arguments):
        text = " ".join((name, *fault.arguments))
        raise FaultRefused("bad-fault", f"usage: {text}", fault=name, usage=text)
    fault.run(field, arguments)
