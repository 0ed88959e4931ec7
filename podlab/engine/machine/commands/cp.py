"""cp and mv: copy and move files and trees."""

import posixpath
from collections.abc import Callable

from podlab.engine.machine.program import Proc, Stat, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import Options, command_name, getopt
from podlab.engine.machine.userland.tree import lstat, walk

LONG = {"recursive": "r", "archive": "a", "force": "f", "verbose": "v", "no-clobber": "n",
        "target-directory=": "t", "preserve=?": "p", "interactive": "i", "update": "u"}  # fmt: skip

Act = Callable[[Proc, str, str, set[str]], int]


def main(p: Proc) -> Step:
    """cp [-rapfvn] source… destination"""
    options = getopt(p, "rRapfvniudLPHTt:s", LONG, usage="[-arPLHpfinlsTu] SOURCE DEST")
    return _each(p, options, _copy)


def move(p: Proc) -> Step:
    """mv [-fvn] source… destination"""
    options = getopt(p, "fvniuTt:", LONG, usage="[-finT] SOURCE DEST")
    return _each(p, options, _move)


def _each(p: Proc, options: Options, act: Act) -> Step:
    name = command_name(p)
    sources, target, into = _operands(p, options)
    if len(sources) > 1 and not into:
        shown = f"target '{target}' is not a directory"
        raise CommandFault(f"{name}: {shown}" if not is_busybox(p) else f"{name}: {shown}")
    status = 0
    for source in sources:
        end = posixpath.join(target, posixpath.basename(source.rstrip("/"))) if into else target
        if options.has("n") and lstat(p, end) is not None:
            continue
        try:
            status |= act(p, source, end, set(options.values))
        except SystemCallError as failure:
            status = 1
            _complain(p, source, end, failure)
            continue
        if options.has("v"):
            verb = "renamed " if name == "mv" else ""
            p.write(1, f"{verb}'{source}' -> '{end}'\n")
    return status


def _operands(p: Proc, options: Options) -> tuple[list[str], str, bool]:
    args, name = options.args, command_name(p)
    if options.has("t"):
        return args, options.last("t"), True
    tail = f"\nTry '{name} --help' for more information."
    if not args:
        raise CommandFault(f"{name}: missing file operand{tail}")
    if len(args) == 1:
        raise CommandFault(f"{name}: missing destination file operand after '{args[0]}'{tail}")
    return args[:-1], args[-1], p.files.is_dir(args[-1]) and not options.has("T")


def _complain(p: Proc, source: str, end: str, failure: SystemCallError) -> None:
    name = command_name(p)
    if is_busybox(p):
        words = f"can't stat '{source}'" if lstat(p, source) is None else f"can't create '{end}'"
        if name == "mv":
            words = f"can't rename '{source}'"
        p.write(2, f"{name}: {words}: {failure}\n")
    elif lstat(p, source) is None:
        p.write(2, f"{name}: cannot stat '{source}': {failure}\n")
    elif name == "mv":
        p.write(2, f"mv: cannot move '{source}' to '{end}': {failure}\n")
    else:
        p.write(2, f"cp: cannot create regular file '{end}': {failure}\n")


def _copy(p: Proc, source: str, end: str, flags: set[str]) -> int:
    recursive = bool(flags & {"r", "R", "a"})
    stat = p.files.stat(source, follow=not recursive)
    if stat.type == "directory" and not recursive:
        shown = f"omitting directory '{source}'"
        p.write(2, f"cp: {shown}\n" if is_busybox(p) else
                f"cp: -r not specified; {shown}\n")  # fmt: skip
        return 1
    if _same(p, source, end):
        p.write(2, f"cp: '{source}' and '{end}' are the same file\n")
        return 1
    keep = bool(flags & {"a", "p"})
    if stat.type != "directory":
        _copy_file(p, source, end, stat, keep)
        return 0
    if (p.files.realpath(posixpath.dirname(end) or ".") + "/").startswith(
        p.files.realpath(source) + "/"
    ):
        p.write(2, f"cp: cannot copy a directory, '{source}', into itself, '{end}'\n")
        return 1
    for path, facts in list(walk(p, source)):
        _copy_file(p, path, end + path[len(source.rstrip("/")) :] if path != source else end,
                   facts, keep)  # fmt: skip
    return 0


def _same(p: Proc, source: str, end: str) -> bool:
    try:
        return p.files.realpath(source) == p.files.realpath(end) and lstat(p, end) is not None
    except SystemCallError:
        return False


def _copy_file(p: Proc, source: str, end: str, stat: Stat, keep: bool) -> None:
    if stat.type == "directory":
        if not p.files.is_dir(end):
            p.files.mkdir(end, stat.mode & 0o7777)
    elif stat.type == "symlink":
        if lstat(p, end) is not None:
            p.files.unlink(end)
        p.files.symlink(p.files.readlink(source), end)
        return
    else:
        p.files.write(end, p.files.read(source), mode=stat.mode & 0o777)
    if keep:
        p.files.chmod(end, stat.mode & 0o7777)
        p.files.chown(end, stat.uid, stat.gid)
        p.files.utime(end, stat.mtime)


def _move(p: Proc, source: str, end: str, flags: set[str]) -> int:
    if _same(p, source, end):
        p.write(2, f"mv: '{source}' and '{end}' are the same file\n")
        return 1
    try:
        p.files.rename(source, end)
    except SystemCallError as failure:
        if failure.name != "EXDEV":
            raise
        _copy(p, source, end, {"a"})
        for path, facts in reversed(list(walk(p, source))):
            if facts.type == "directory":
                p.files.rmdir(path)
            else:
                p.files.unlink(path)
    return 0
