"""clear, reset, tty, stty, sync: small things of a terminal."""

from podlab.engine.machine.program import Proc, Step


def main(p: Proc) -> Step:
    """clear"""
    p.write(1, "\x1b[H\x1b[2J\x1b[3J")
    return 0


def reset(p: Proc) -> Step:
    """reset"""
    p.write(1, "\x1bc\x1b[!p\x1b[?3;4l\x1b[4l\x1b>")
    return 0


def tty(p: Proc) -> Step:
    """tty"""
    if not p.isatty(0):
        p.write(1, "not a tty\n")
        return 1
    mine = next((row.tty for row in p.processes() if row.pid == p.pid), "pts/0")
    p.write(1, f"/dev/{mine}\n")
    return 0


def stty(p: Proc) -> Step:
    """stty [size]"""
    if "size" in p.argv:
        columns, rows = p.window(0)
        p.write(1, f"{rows} {columns}\n")
    return 0


def sync(p: Proc) -> Step:
    """sync"""
    return 0
