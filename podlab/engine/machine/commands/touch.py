"""touch: make files, set their times."""

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.tree import lstat


def main(p: Proc) -> Step:
    """touch [-cam] [-r file] file…"""
    options = getopt(p, "camr:d:t:h", {"no-create": "c", "reference=": "r", "date=": "d"},
                     usage="[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...")  # fmt: skip
    if not options.args:
        raise CommandFault("touch: missing file operand\nTry 'touch --help' for more information.")
    status = 0
    for path in options.args:
        try:
            if lstat(p, path) is None:
                if not options.has("c"):
                    p.files.write(path, b"")
                continue
            time = p.files.stat(options.last("r")).mtime if options.has("r") else p.now
            p.files.utime(path, time)
        except SystemCallError as failure:
            shown = path if is_busybox(p) else f"cannot touch '{path}'"
            p.write(2, f"touch: {shown}: {failure}\n")
            status = 1
    return status
