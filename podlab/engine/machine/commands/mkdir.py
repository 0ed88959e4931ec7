"""mkdir and rmdir."""

import posixpath

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.modes import parse_mode
from podlab.engine.machine.userland.options import getopt


def main(p: Proc) -> Step:
    """mkdir [-pv] [-m mode] directory…"""
    options = getopt(p, "pvm:", {"parents": "p", "verbose": "v", "mode=": "m"},
                     usage="[-m MODE] [-p] DIRECTORY...")  # fmt: skip
    if not options.args:
        raise CommandFault("mkdir: missing operand\nTry 'mkdir --help' for more information.")
    mode = 0o777
    if options.has("m"):
        found = parse_mode(options.last("m"), 0o777, True)
        if found is None:
            raise CommandFault(f"mkdir: invalid mode '{options.last('m')}'")
        mode = found
    status = 0
    for path in options.args:
        try:
            p.files.mkdir(path, mode, parents=options.has("p"))
        except SystemCallError as failure:
            words = "can't create directory" if is_busybox(p) else "cannot create directory"
            shown = f"'{path}'" if is_busybox(p) else f"‘{path}’"
            p.write(2, f"mkdir: {words} {shown}: {failure}\n")
            status = 1
            continue
        if options.has("m"):
            p.files.chmod(path, mode)
        if options.has("v"):
            p.write(1, f"mkdir: created directory '{path}'\n")
    return status


def rmdir(p: Proc) -> Step:
    """rmdir [-p] directory…"""
    options = getopt(p, "pv", {"parents": "p", "ignore-fail-on-non-empty": "i"},
                     usage="[-p] DIRECTORY...")  # fmt: skip
    if not options.args:
        raise CommandFault("rmdir: missing operand\nTry 'rmdir --help' for more information.")
    status = 0
    for path in options.args:
        try:
            p.files.rmdir(path)
            while options.has("p") and (path := posixpath.dirname(path.rstrip("/"))):
                p.files.rmdir(path)
        except SystemCallError as failure:
            shown = f"'{path}': " if is_busybox(p) else f"failed to remove '{path}': "
            p.write(2, f"rmdir: {shown}{failure}\n")
            status = 1
    return status
