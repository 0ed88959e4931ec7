"""yes: a line for ever."""

from podlab.engine.machine.program import YIELD, Proc, Step, writable


def main(p: Proc) -> Step:
    """yes [words]"""
    line = " ".join(p.argv[1:]) or "y"
    block = (line + "\n") * max(1, 4096 // (len(line) + 1))
    return writable(1) if p.write(1, block) > 65_536 else YIELD
