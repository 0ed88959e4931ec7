"""basename, dirname, readlink, realpath, pwd: names of paths."""

import posixpath

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.options import command_name, getopt


def _need(p: Proc, args: list[str]) -> None:
    name = command_name(p)
    if not args:
        raise CommandFault(f"{name}: missing operand\nTry '{name} --help' for more information.")


def main(p: Proc) -> Step:
    """basename path [suffix]"""
    options = getopt(p, "as:", {"multiple": "a", "suffix=": "s"}, usage="FILE [SUFFIX]")
    _need(p, options.args)
    several = options.has("a") or options.has("s")
    suffix = options.last("s") if several else (options.args[1:2] or [""])[0]
    for path in options.args if several else options.args[:1]:
        name = posixpath.basename(path.rstrip("/")) or ("/" if path else "")
        p.write(1, (name.removesuffix(suffix) if suffix != name else name) + "\n")
    return 0


def dirname(p: Proc) -> Step:
    """dirname path…"""
    _need(p, p.argv[1:])
    for path in p.argv[1:]:
        stripped = path.rstrip("/")
        found = posixpath.dirname(stripped) if stripped else "/" if path else ""
        p.write(1, (found or ".") + "\n")
    return 0


def readlink(p: Proc) -> Step:
    """readlink [-f] path…"""
    options = getopt(p, "fnem", {"canonicalize": "f"}, usage="[-fnv] FILE")
    _need(p, options.args)
    status = 0
    for path in options.args:
        try:
            found = p.files.realpath(path) if options.values else p.files.readlink(path)
        except SystemCallError:
            status = 1
            continue
        p.write(1, found + "\n")
    return status


def realpath(p: Proc) -> Step:
    """realpath path…"""
    options = getopt(p, "ems", usage="FILE...")
    _need(p, options.args)
    status = 0
    for path in options.args:
        try:
            p.write(1, p.files.realpath(path) + "\n")
        except SystemCallError as failure:
            p.write(2, f"realpath: {path}: {failure}\n")
            status = 1
    return status


def pwd(p: Proc) -> Step:
    """pwd"""
    p.write(1, p.cwd + "\n")
    return 0
