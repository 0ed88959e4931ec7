"""The vocabulary of commands that fail: a message and an exit status.

Not here: failed system calls (``machine.program.SystemCallError``).
"""

from podlab.engine.machine.program import Main, Proc, Step


class CommandFault(Exception):
    """The command ends with a message on standard error; ``str()`` is all of it."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


def guarded(main: Main) -> Main:
    """A program whose ``CommandFault`` becomes a message and an exit status."""

    def run(p: Proc) -> Step:
        try:
            return main(p)
        except CommandFault as fault:
            text = str(fault)
            if text:
                p.write(2, (text + "\n").encode("utf-8", "surrogateescape"))
            return fault.status

    return run


class ServiceFault(Exception):
    """A service of the machine (``Proc.service``) refuses a call; ``str()`` is why."""
