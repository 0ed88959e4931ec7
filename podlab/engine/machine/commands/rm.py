"""rm: remove files and trees."""

import posixpath

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.tree import lstat, walk


def main(p: Proc) -> Step:
    """rm [-rfv] file…"""
    options = getopt(p, "rRfivdI", {"recursive": "r", "force": "f", "verbose": "v",
                                    "interactive=?": "I", "dir": "d",
                                    "no-preserve-root": "x"}, usage="[-irf] FILE...")  # fmt: skip
    flags = set(options.values)
    if not options.args and "f" not in flags:
        raise CommandFault("rm: missing operand\nTry 'rm --help' for more information.")
    status = 0
    for path in options.args:
        try:
            status |= _remove(p, path, flags)
        except SystemCallError as failure:
            if failure.name == "ENOENT" and "f" in flags:
                continue
            words = f"can't remove '{path}'" if is_busybox(p) else f"cannot remove '{path}'"
            p.write(2, f"rm: {words}: {failure}\n")
            status = 1
    return status


def _remove(p: Proc, path: str, flags: set[str]) -> int:
    stat = p.files.stat(path, follow=False)
    if stat.type == "directory" and not flags & {"r", "R"}:
        if "d" in flags:
            p.files.rmdir(path)
            return 0
        shown = f"'{path}'" if is_busybox(p) else f"cannot remove '{path}': Is a directory"
        p.write(2, f"rm: {shown} is a directory\n" if is_busybox(p) else f"rm: {shown}\n")
        return 1
    if posixpath.normpath(posixpath.join(p.cwd, path)) == "/" and "x" not in flags:
        p.write(2, "rm: it is dangerous to operate recursively on '/'\n"
                   "rm: use --no-preserve-root to override this failsafe\n")  # fmt: skip
        return 1
    if posixpath.basename(path.rstrip("/")) in (".", ".."):
        p.write(2, f"rm: refusing to remove '.' or '..' directory: skipping '{path}'\n")
        return 1
    status = 0
    for each, facts in reversed(list(walk(p, path))):
        try:
            _one(p, each, facts.type, flags)
        except SystemCallError as failure:
            if each == path or lstat(p, each) is not None:
                p.write(2, f"rm: cannot remove '{each}': {failure}\n")
                status = 1
    return status


def _one(p: Proc, path: str, kind: str, flags: set[str]) -> None:
    if kind == "directory":
        p.files.rmdir(path)
    else:
        p.files.unlink(path)
    if "v" in flags:
        p.write(1, f"removed {'directory ' if kind == 'directory' else ''}'{path}'\n")
