"""true and false."""

from podlab.engine.machine.program import Proc, Step


def main(p: Proc) -> Step:
    """true"""
    return 0


def false(p: Proc) -> Step:
    """false"""
    return 1
