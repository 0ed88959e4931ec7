"""ln: hard and symbolic links."""

import posixpath

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.tree import lstat


def main(p: Proc) -> Step:
    """ln [-sfnv] target… [link]"""
    options = getopt(p, "sfnvTr", {"symbolic": "s", "force": "f", "no-dereference": "n"},
                     usage="[-sfnbtv] [-S SUF] TARGET... LINK|DIR")  # fmt: skip
    args = options.args
    if not args:
        raise CommandFault("ln: missing file operand\nTry 'ln --help' for more information.")
    link = args[-1] if len(args) > 1 else posixpath.basename(args[0])
    targets = args[:-1] or args
    into = p.files.is_dir(link) and not (options.has("n") and _is_link(p, link))
    status = 0
    for target in targets:
        path = posixpath.join(link, posixpath.basename(target)) if into else link
        try:
            if options.has("f") and lstat(p, path) is not None:
                p.files.unlink(path)
            if options.has("s"):
                p.files.symlink(target, path)
            else:
                p.files.link(target, path)
        except SystemCallError as failure:
            kind = "symbolic" if options.has("s") else "hard"
            p.write(2, f"ln: failed to create {kind} link '{path}': {failure}\n")
            status = 1
    return status


def _is_link(p: Proc, path: str) -> bool:
    found = lstat(p, path)
    return found is not None and found.type == "symlink"
