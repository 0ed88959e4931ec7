"""tar: archives of plain (ustar) format; ``kubectl cp`` needs it too.

Not here: compression.
"""

import io
import posixpath
import tarfile

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError, writable
from podlab.engine.machine.userland.accounts import group_names, user_names
from podlab.engine.machine.userland.clock import strftime
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.input import begin, collect
from podlab.engine.machine.userland.modes import mode_text
from podlab.engine.machine.userland.options import Options, getopt
from podlab.engine.machine.userland.tree import walk

LONG = {"create": "c", "extract": "x", "list": "t", "file=": "f", "verbose": "v", "directory=": "C",
        "gzip": "z", "overwrite": "o", "no-same-owner": "o", "exclude=": "X", "to-stdout": "O",
        "strip-components=": "strip", "no-same-permissions": "p", "warning=": "w"}  # fmt: skip
CHUNK = 65_536
KINDS = {"directory": tarfile.DIRTYPE, "symlink": tarfile.SYMTYPE, "file": tarfile.REGTYPE}
NAMES = {tarfile.DIRTYPE: "directory", tarfile.SYMTYPE: "symlink"}


def main(p: Proc) -> Step:
    """tar c|x|t [vf archive] [-C directory] [file]…"""
    if len(p.argv) > 1 and not p.argv[1].startswith("-") and "=" not in p.argv[1]:
        p.argv = [p.argv[0], "-" + p.argv[1], *p.argv[2:]]
    options = getopt(p, "cxtvzf:C:pohmOkX:jJ", LONG, usage="c|x|t [-hvokO] [-f TARFILE] [-C DIR] "
                     "[FILE]...")  # fmt: skip
    if any(options.has(letter) for letter in "zjJ"):
        raise CommandFault("tar: not simulated in PodLab: compressed archives", 2)
    if options.has("c"):
        return _create(p, options)
    if options.has("x") or options.has("t"):
        return _extract(p, options)
    raise CommandFault(
        "tar: You must specify one of the '-Acdtrux', '--delete' or '--test-label' "
        "options\nTry 'tar --help' or 'tar --usage' for more information.",
        2,
    )


def _base(p: Proc, options: Options, path: str) -> str:
    return posixpath.join(options.last("C"), path) if options.has("C") else path


# --- making --------------------------------------------------------------------------------------
def _create(p: Proc, options: Options) -> Step:
    m = p.memory
    if "data" not in m:
        if not options.args:
            raise CommandFault(
                "tar: Cowardly refusing to create an empty archive\n"
                "Try 'tar --help' or 'tar --usage' for more information.",
                2,
            )
        m["status"], m["at"] = 0, 0
        m["data"] = _archive(p, options)
        if m["status"]:
            words = (
                "error exit delayed from" if is_busybox(p) else "Exiting with failure status due to"
            )
            p.write(2, f"tar: {words} previous errors\n")
        target = options.last("f", "-")
        if target != "-":
            p.files.write(target, m["data"])
            return int(m["status"])
    while m["at"] < len(m["data"]):
        piece = m["data"][m["at"] : m["at"] + CHUNK]
        m["at"] += len(piece)
        if p.write(1, piece) > CHUNK:
            return writable(1)
    return int(m["status"])


def _archive(p: Proc, options: Options) -> bytes:
    output = io.BytesIO()
    stripped = False
    with tarfile.open(fileobj=output, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name in options.args:
            missing = is_busybox(p) and not p.files.exists(_base(p, options, name))
            if name.startswith("/") and not stripped and not missing:
                stripped = True
                p.write(2, "tar: removing leading '/' from member names\n" if is_busybox(p) else
                        "tar: Removing leading `/' from member names\n")  # fmt: skip
            try:
                for path, _ in walk(p, _base(p, options, name)):
                    _add(p, options, archive, path)
            except SystemCallError as failure:
                words = name if is_busybox(p) else f"{name}: Cannot stat"
                p.write(2, f"tar: {words}: {failure}\n")
                p.memory["status"] = 1 if is_busybox(p) else 2
    return output.getvalue()


def _add(p: Proc, options: Options, archive: tarfile.TarFile, path: str) -> None:
    stat = p.files.stat(path, follow=options.has("h"))
    if stat.type not in KINDS:
        return
    name = posixpath.relpath(path, options.last("C")) if options.has("C") else path
    info = tarfile.TarInfo(name.lstrip("/") or ".")
    info.type, info.mode, info.uid, info.gid = (
        KINDS[stat.type],
        stat.mode & 0o7777,
        stat.uid,
        stat.gid,
    )
    info.mtime = stat.mtime // 1_000_000
    info.uname, info.gname = user_names(p).get(stat.uid, ""), group_names(p).get(stat.gid, "")
    data = b""
    if stat.type == "file":
        data = p.files.read(path)
        info.size = len(data)
    elif stat.type == "symlink":
        info.linkname = p.files.readlink(path)
    archive.addfile(info, io.BytesIO(data))
    if options.has("v"):
        shown = name + ("/" if stat.type == "directory" else "")
        p.write(2 if options.last("f", "-") == "-" else 1, shown + "\n")


# --- taking apart --------------------------------------------------------------------------------
def _extract(p: Proc, options: Options) -> Step:
    target = options.last("f", "-")
    if target == "-":
        source = begin(p, [])
        waiting = collect(p, source)
        if waiting is not None:
            return waiting
        data = b"".join(source.collected)
    else:
        try:
            data = p.files.read(target)
        except SystemCallError as failure:
            words = f"can't open '{target}'" if is_busybox(p) else f"{target}: Cannot open"
            raise CommandFault(f"tar: {words}: {failure}", 1 if is_busybox(p) else 2) from None
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for info in archive:
                _member(p, options, archive, info)
    except tarfile.TarError:
        words = "short read" if not data else "invalid tar magic"
        raise CommandFault(f"tar: {words}" if is_busybox(p) else
                           "tar: This does not look like a tar archive\n"
                           "tar: Exiting with failure status due to previous errors",
                           1 if is_busybox(p) else 2) from None  # fmt: skip
    return 0


def _member(p: Proc, options: Options, archive: tarfile.TarFile, info: tarfile.TarInfo) -> None:
    if options.args and not any(
        info.name == name.rstrip("/") or info.name.startswith(name.rstrip("/") + "/")
        for name in options.args
    ):
        return
    shown = info.name + ("/" if info.isdir() else "")
    if options.has("t"):
        p.write(1, (_long(info, shown) if options.has("v") else shown) + "\n")
        return
    if options.has("v"):
        p.write(1, shown + "\n")
    parts = [part for part in info.name.split("/") if part not in ("", ".", "..")]
    strip = options.last("strip")
    parts = parts[int(strip[:3]) :] if is_number(strip) else parts
    if not parts:
        return
    path = _base(p, options, "/".join(parts))
    parent = posixpath.dirname(path)
    if parent and not p.files.is_dir(parent):
        p.files.mkdir(parent, parents=True)
    if info.isdir():
        if not p.files.is_dir(path):
            p.files.mkdir(path, info.mode)
    elif info.issym():
        p.files.symlink(info.linkname, path)
    elif info.isfile():
        member = archive.extractfile(info)
        data = member.read() if member is not None else b""
        if options.has("O"):
            p.write(1, data)
            return
        p.files.write(path, data, mode=info.mode & 0o777)
        p.files.utime(path, int(info.mtime) * 1_000_000)


def _long(info: tarfile.TarInfo, shown: str) -> str:
    mode = mode_text(NAMES.get(info.type, "file"), info.mode)
    owner = f"{info.uname or info.uid}/{info.gname or info.gid}"
    when = strftime(int(info.mtime) * 1_000_000, "%Y-%m-%d %H:%M")
    return f"{mode} {owner} {info.size:9d} {when} {shown}"
