"""chmod, chown, chgrp: permissions and owners."""

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.accounts import find_group, find_user
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.modes import parse_mode
from podlab.engine.machine.userland.options import command_name, getopt
from podlab.engine.machine.userland.tree import walk


def _paths(p: Proc, path: str, recursive: bool) -> list[str]:
    return [each for each, _ in walk(p, path)] if recursive else [path]


def _complain(p: Proc, path: str, failure: SystemCallError, verb: str) -> None:
    name = command_name(p)
    if is_busybox(p):
        p.write(2, f"{name}: {path}: {failure}\n")
    elif failure.name == "ENOENT":
        p.write(2, f"{name}: cannot access '{path}': {failure}\n")
    else:
        p.write(2, f"{name}: changing {verb} of '{path}': {failure}\n")


def main(p: Proc) -> Step:
    """chmod [-R] mode file…"""
    words = p.argv[1:]
    minus = [word for word in words if word[:1] == "-" and set(word[1:]) <= set("rwxX") and
             word != "-"]  # fmt: skip
    p.argv = [p.argv[0], *[word for word in words if word not in minus]]
    options = getopt(p, "Rvcf", {"recursive": "R", "verbose": "v"}, usage="[-Rcvf] MODE FILE...")
    args = minus[:1] + options.args
    if len(args) < 2:
        tail = f" after '{args[0]}'" if args else ""
        raise CommandFault(f"chmod: missing operand{tail}\n"
                           "Try 'chmod --help' for more information.")  # fmt: skip
    status = 0
    for path in args[1:]:
        try:
            for each in _paths(p, path, options.has("R")):
                _change(p, each, args[0])
        except SystemCallError as failure:
            _complain(p, path, failure, "permissions")
            status = 1
    return status


def _change(p: Proc, path: str, text: str) -> None:
    stat = p.files.stat(path)
    mode = parse_mode(text, stat.mode & 0o7777, stat.type == "directory", p.umask)
    if mode is None:
        raise CommandFault(f"chmod: invalid mode: ‘{text}’\n"
                           "Try 'chmod --help' for more information.")  # fmt: skip
    p.files.chmod(path, mode)


def chown(p: Proc) -> Step:
    """chown [-R] owner[:group] file… (chgrp: group)"""
    options = getopt(p, "Rvcfh", {"recursive": "R"}, usage="[-Rh] USER[:[GRP]] FILE...")
    name = command_name(p)
    if len(options.args) < 2:
        raise CommandFault(f"{name}: missing operand\nTry '{name} --help' for more information.")
    spec = options.args[0]
    uid, gid = _owner(p, ":" + spec if name == "chgrp" else spec)
    status = 0
    for path in options.args[1:]:
        try:
            for each in _paths(p, path, options.has("R")):
                stat = p.files.stat(each)
                p.files.chown(each, stat.uid if uid < 0 else uid, stat.gid if gid < 0 else gid)
        except SystemCallError as failure:
            _complain(p, path, failure, "ownership")
            status = 1
    return status


def _owner(p: Proc, spec: str) -> tuple[int, int]:
    user, colon, group = (
        spec.replace(".", ":", 1).partition(":") if ":" not in spec else (spec.partition(":"))
    )
    uid = gid = -1
    if user:
        found = find_user(p, user)
        if found is None:
            raise CommandFault(f"{command_name(p)}: invalid user: ‘{spec}’")
        uid = found[0]
        gid = found[1] if colon and not group else gid
    if group:
        known = find_group(p, group)
        if known is None:
            raise CommandFault(f"{command_name(p)}: invalid group: ‘{group}’")
        gid = known
    return uid, gid
