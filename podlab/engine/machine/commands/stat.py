"""stat, file, du: facts about files."""

from podlab.engine.machine.program import Proc, Stat, Step, SystemCallError
from podlab.engine.machine.userland.accounts import group_names, user_names
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.columns import busybox_size, human_size
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.modes import mode_text
from podlab.engine.machine.userland.options import getopt, integer
from podlab.engine.machine.userland.tree import walk

KINDS = {"file": "regular file", "directory": "directory", "symlink": "symbolic link",
         "fifo": "fifo", "socket": "socket", "device": "character special file"}  # fmt: skip


def main(p: Proc) -> Step:
    """stat [-c format] file…"""
    options = getopt(p, "c:Lft", {"format=": "c", "printf=": "c", "dereference": "L"},
                     usage="[-ltf] [-c FMT] FILE...")  # fmt: skip
    status = 0
    for path in options.args:
        try:
            stat = p.files.stat(path, follow=options.has("L"))
        except SystemCallError as failure:
            words = f"can't stat '{path}'" if is_busybox(p) else f"cannot statx '{path}'"
            p.write(2, f"stat: {words}: {failure}\n")
            status = 1
            continue
        form = options.last("c")
        p.write(1, _format(p, path, stat, form) + "\n" if form else _full(p, path, stat))
    return status


def _blocks(stat: Stat) -> int:
    return (stat.size + 4095) // 4096 * 8


def _format(p: Proc, path: str, stat: Stat, form: str) -> str:
    users, groups = user_names(p), group_names(p)
    kind = KINDS[stat.type] if stat.size or stat.type != "file" else "regular empty file"
    values = {
        "n": path, "N": f"'{path}'", "s": str(stat.size), "a": f"{stat.mode & 0o7777:o}",
        "A": mode_text(stat.type, stat.mode), "U": users.get(stat.uid, "UNKNOWN"),
        "G": groups.get(stat.gid, "UNKNOWN"), "u": str(stat.uid), "g": str(stat.gid), "F": kind,
        "i": str(stat.inode), "h": str(stat.links), "Y": str(stat.mtime // 1_000_000),
        "y": strftime(stat.mtime, "%Y-%m-%d %H:%M:%S.%N +0000"), "b": str(_blocks(stat)),
        "X": str(stat.mtime // 1_000_000), "Z": str(stat.mtime // 1_000_000), "%": "%",
    }  # fmt: skip
    result, position = [], 0
    while position < len(form):
        if form[position] == "%" and position + 1 < len(form):
            result.append(values.get(form[position + 1], "?"))
            position += 2
        else:
            result.append(form[position])
            position += 1
    return "".join(result)


def _full(p: Proc, path: str, stat: Stat) -> str:
    users, groups = user_names(p), group_names(p)
    shown = f"'{path}' -> '{p.files.readlink(path)}'" if stat.type == "symlink" else path
    kind = KINDS[stat.type] if stat.size or stat.type != "file" else "regular empty file"
    when = strftime(stat.mtime, "%Y-%m-%d %H:%M:%S.%N +0000")
    access = f"({stat.mode & 0o7777:04o}/{mode_text(stat.type, stat.mode)})"
    user = f"({stat.uid:5d}/{users.get(stat.uid, 'UNKNOWN'):>8})"
    group = f"({stat.gid:5d}/{groups.get(stat.gid, 'UNKNOWN'):>8})"
    return (f"  File: {shown}\n"
            f"  Size: {stat.size:<10}\tBlocks: {_blocks(stat):<10} IO Block: 4096   {kind}\n"
            f"Device: 254,1\tInode: {stat.inode:<11} Links: {stat.links}\n"
            f"Access: {access}  Uid: {user}   Gid: {group}\n"
            f"Access: {when}\nModify: {when}\nChange: {when}\n Birth: {when}\n")  # fmt: skip


def file(p: Proc) -> Step:
    """file path…"""
    options = getopt(p, "bLi", {"brief": "b"}, usage="FILE...")
    names = options.args
    width = max((len(name) for name in names), default=0) + 2
    for name in names:
        lead = "" if options.has("b") else f"{name}: ".ljust(width)
        p.write(1, lead + _kind(p, name) + "\n")
    return 0


def _kind(p: Proc, path: str) -> str:
    try:
        stat = p.files.stat(path, follow=False)
        if stat.type == "symlink":
            return f"symbolic link to {p.files.readlink(path)}"
        if stat.type != "file":
            return KINDS[stat.type]
        data = p.files.read(path)[:4096]
    except SystemCallError as failure:
        return f"cannot open `{path}' ({failure})"
    if not data:
        return "empty"
    if data.startswith(b"\x7fELF"):
        return ("ELF 64-bit LSB pie executable, x86-64, version 1 (SYSV), dynamically linked, "
                "interpreter /lib64/ld-linux-x86-64.so.2, stripped")  # fmt: skip
    if data.startswith(b"\x1f\x8b"):
        return "gzip compressed data"
    if data.startswith(b"#!"):
        name = data[2:80].split(b"\n")[0].strip().decode("latin-1")
        kind = {"/bin/bash": "Bourne-Again shell", "/bin/sh": "POSIX shell"}.get(name, name)
        return f"{kind} script, ASCII text executable"
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "data"
    return "ASCII text" if text.isascii() else "Unicode text, UTF-8 text"


def du(p: Proc) -> Step:
    """du [-shac] [-d depth] [path]…"""
    options = getopt(p, "shacd:kmbx", {"summarize": "s", "human-readable": "h", "all": "a",
                                       "max-depth=": "d", "total": "c"},
                     usage="[-aHLdclsxhmk] [FILE]...")  # fmt: skip
    depth = 0 if options.has("s") else integer(p, options.last("d", "100000"))
    status, total = 0, 0
    for path in options.args or ["."]:
        try:
            rows = list(walk(p, path))
        except SystemCallError as failure:
            words = path if is_busybox(p) else f"cannot access '{path}'"
            p.write(2, f"du: {words}: {failure}\n")
            status = 1
            continue
        sizes = _sizes(rows)
        total += sizes[path]
        for each, stat in reversed(rows):
            level = each[len(path.rstrip("/")) :].count("/") if each != path else 0
            if level <= depth and (stat.type == "directory" or options.has("a") or each == path):
                p.write(1, f"{_shown(p, sizes[each], options.has('h'))}\t{each}\n")
    if options.has("c"):
        p.write(1, f"{_shown(p, total, options.has('h'))}\ttotal\n")
    return status


def _sizes(rows: list[tuple[str, Stat]]) -> dict[str, int]:
    sizes = {path: 4 if stat.type == "directory" else _blocks(stat) // 2 for path, stat in rows}
    for path, _ in reversed(rows):
        parent = path.rpartition("/")[0]
        if parent in sizes and parent != path:
            sizes[parent] += sizes[path]
        elif path != rows[0][0] and rows[0][0] == "/":
            sizes["/"] += sizes[path]
    return sizes


def _shown(p: Proc, kib: int, human: bool) -> str:
    if not human:
        return str(kib)
    return busybox_size(kib * 1024) if is_busybox(p) else human_size(kib * 1024)
