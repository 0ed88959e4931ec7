"""tac, rev, nl, mktemp, man: small ones."""

from collections.abc import Callable

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.input import begin, collect, collected_lines, raw, text
from podlab.engine.machine.userland.options import getopt

Change = Callable[[list[bytes]], list[bytes]]
ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


def main(p: Proc) -> Step:
    """tac [file]…"""
    return _whole(p, lambda lines: lines[::-1])


def rev(p: Proc) -> Step:
    """rev [file]…"""
    return _whole(p, lambda lines: [raw(text(line)[::-1]) for line in lines])


def nl(p: Proc) -> Step:
    """nl [file]…"""
    return _whole(p, _numbered)


def _numbered(lines: list[bytes]) -> list[bytes]:
    result, number = [], 0
    for line in lines:
        number += bool(line)
        result.append(b"%6d\t" % number + line if line else b"       ")
    return result


def _whole(p: Proc, change: Change) -> Step:
    source = begin(p, [word for word in p.argv[1:] if not word.startswith("-")])
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    p.write(1, b"".join(line + b"\n" for line in change(collected_lines(source))))
    return source.status


def mktemp(p: Proc) -> Step:
    """mktemp [-d] [template]"""
    options = getopt(p, "dtuqp:", {"directory": "d"}, usage="[-dt] [-p DIR] [TEMPLATE]")
    template = options.args[0] if options.args else "/tmp/tmp.XXXXXXXXXX"
    stem = template.rstrip("X")
    name = stem + "".join(
        ALPHABET[p.chance(len(ALPHABET))] for _ in range(len(template) - len(stem))
    )
    if options.has("d"):
        p.files.mkdir(name, 0o700)
    else:
        p.files.write(name, b"", mode=0o600)
    p.write(1, name + "\n")
    return 0


def man(p: Proc) -> Step:
    """man name"""
    names = [word for word in p.argv[1:] if not word.startswith("-")]
    if not names:
        p.write(2, "What manual page do you want?\nFor example, try 'man man'.\n")
        return 1
    p.write(2, f"man: not simulated in PodLab: try '{names[-1]} --help'\n")
    return 16
