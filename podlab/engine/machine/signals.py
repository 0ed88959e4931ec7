"""Signals: their numbers, names and what they do to a process that does not handle them.

Here: the tables.  Not here: delivery (``machine.processes``).
"""

from podlab.engine.machine.digits import is_number

HUP, INT, QUIT, KILL, PIPE, ALRM, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU, WINCH = (
    1, 2, 3, 9, 13, 14, 15, 17, 18, 19, 20, 21, 22, 28,
)  # fmt: skip

NAMES = {
    1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL",
    10: "USR1", 11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 16: "STKFLT",
    17: "CHLD", 18: "CONT", 19: "STOP", 20: "TSTP", 21: "TTIN", 22: "TTOU", 23: "URG", 24: "XCPU",
    25: "XFSZ", 26: "VTALRM", 27: "PROF", 28: "WINCH", 29: "IO", 30: "PWR", 31: "SYS",
}  # fmt: skip

IGNORED = frozenset({CHLD, CONT, 23, WINCH})
"""Signals that do nothing unless they are handled."""

STOPPING = frozenset({STOP, TSTP, TTIN, TTOU})
"""Signals that stop a process unless they are handled."""

UNSTOPPABLE = frozenset({KILL, STOP})
"""Signals that cannot be handled."""


def number(name: str) -> int | None:
    """The number of ``SIGTERM``, ``TERM``, ``term`` or ``15``; None if there is none."""
    if is_number(name):
        return int(name) if int(name) in NAMES else None
    wanted = name.upper().removeprefix("SIG")
    return next((value for value, known in NAMES.items() if known == wanted), None)
