"""echo.  Not here: the format (``userland.formats``)."""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.formats import echo_text


def main(p: Proc) -> Step:
    """echo [-neE] words"""
    p.write(1, echo_text(p.argv[1:]).encode("utf-8", "surrogateescape"))
    return 0
