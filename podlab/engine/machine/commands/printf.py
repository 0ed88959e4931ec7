"""printf.  Not here: the conversions (``userland.formats``)."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.formats import format_text


def main(p: Proc) -> Step:
    """printf format [arguments]"""
    if len(p.argv) < 2:
        p.write(2, "printf: missing operand\nTry 'printf --help' for more information.\n")
        return 1
    text, faults = format_text(p.argv[1], p.argv[2:])
    p.write(1, text.encode("utf-8", "surrogateescape"))
    for fault in faults:
        value, _, words = fault.rpartition(": ")
        known = words == "invalid number"
        p.write(2, f"printf: '{value}': expected a numeric value\n" if known
                else f"printf: {fault}\n")  # fmt: skip
    return 1 if faults else 0
