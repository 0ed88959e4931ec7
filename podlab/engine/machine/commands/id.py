"""id, whoami, groups, logname: who one is."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.accounts import (
    find_user,
    group_names,
    groups_of,
    user_names,
)
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt


def _named(number: int, names: dict[int, str]) -> str:
    return f"{number}({names[number]})" if number in names else str(number)


def main(p: Proc) -> Step:
    """id [-ugGn] [user]"""
    options = getopt(p, "ugGnr", {"user": "u", "group": "g", "groups": "G", "name": "n"},
                     usage="[-ugGnr] [USER]")  # fmt: skip
    users, groups = user_names(p), group_names(p)
    uid, gid = p.uid, p.gid
    further: list[int] = list(getattr(p, "groups", []))
    if options.args:
        found = find_user(p, options.args[0])
        if found is None or is_number(options.args[0]):
            words = (
                "unknown user " + options.args[0]
                if is_busybox(p)
                else (f"‘{options.args[0]}’: no such user")
            )
            raise CommandFault(f"id: {words}")
        uid, gid = found
        further = groups_of(p, options.args[0])
    everything = list(dict.fromkeys([gid, *further]))
    if is_busybox(p):
        everything.sort()
    for letter, numbers, names in (("u", [uid], users), ("g", [gid], groups),
                                   ("G", everything, groups)):  # fmt: skip
        if options.has(letter):
            shown = [names.get(n, str(n)) if options.has("n") else str(n) for n in numbers]
            p.write(1, " ".join(shown) + "\n")
            return 0
    listed = ",".join(_named(number, groups) for number in everything)
    p.write(1, f"uid={_named(uid, users)} gid={_named(gid, groups)} groups={listed}\n")
    return 0


def whoami(p: Proc) -> Step:
    """whoami"""
    name = user_names(p).get(p.uid)
    if name is None:
        words = (
            f"unknown uid {p.uid}" if is_busybox(p) else (f"cannot find name for user ID {p.uid}")
        )
        raise CommandFault(f"whoami: {words}")
    p.write(1, name + "\n")
    return 0


def groups(p: Proc) -> Step:
    """groups"""
    names = group_names(p)
    numbers = dict.fromkeys([p.gid, *getattr(p, "groups", [])])
    p.write(1, " ".join(names.get(number, str(number)) for number in numbers) + "\n")
    return 0
