"""kill as a program."""

from podlab.engine.machine import signals
from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox


def main(p: Proc) -> Step:
    """kill [-signal] pid…"""
    args = p.argv[1:]
    if args[:1] in (["-l"], ["-L"]):
        p.write(1, " ".join(signals.NAMES.values()) + "\n")
        return 0
    number: int | None = signals.TERM
    if args[:1] == ["-s"] and len(args) > 1:
        number, args = signals.number(args[1]), args[2:]
    elif args and args[0].startswith("-") and args[0] != "--":
        text = args[0][1:]
        number, args = (0 if text == "0" else signals.number(text)), args[1:]
    if number is None:
        raise CommandFault(
            f"kill: invalid signal name or number: {p.argv[1]}"
            if not is_busybox(p)
            else f"kill: bad signal name '{p.argv[1][1:]}'"
        )
    if not args:
        raise CommandFault("kill: you need to specify whom to kill" if is_busybox(p) else
                           "Usage:\n kill [options] <pid> [...]")  # fmt: skip
    status = 0
    for text in [arg for arg in args if arg != "--"]:
        status |= _one(p, text, number)
    return status


def _one(p: Proc, text: str, number: int) -> int:
    busybox = is_busybox(p)
    if not is_number(text.lstrip("-")):
        p.write(2, f"kill: invalid number '{text}'\n" if busybox else
                f"kill: failed to parse argument: '{text}'\n")  # fmt: skip
        return 1
    try:
        p.kill(int(text[:12]), number)
    except SystemCallError as failure:
        p.write(2, f"kill: can't kill pid {text}: {failure}\n" if busybox else
                f"kill: ({text}): {failure}\n")  # fmt: skip
        return 1
    return 0
