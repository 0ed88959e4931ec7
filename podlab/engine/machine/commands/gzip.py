"""gzip, gunzip, zcat: files made smaller and back.

Here: the format's header and options.  Not here: archives (``tar``); levels, which change nothing
that a learner sees but the size.
"""

import posixpath
import struct
import zlib

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, collect
from podlab.engine.machine.userland.options import Options, command_name, getopt

LONG = {"stdout": "c", "to-stdout": "c", "decompress": "d", "uncompress": "d", "force": "f",
        "keep": "k", "list": "l", "no-name": "n", "name": "N", "quiet": "q", "test": "t",
        "verbose": "v", "fast": "1", "best": "9"}  # fmt: skip
SUFFIX = ".gz"
MAGIC = b"\x1f\x8b\x08"
LARGEST = 32 << 20
_NAMED = 8


class NotGzip(Exception):
    """The data is not in the format; ``str()`` is gzip's words."""


def main(p: Proc) -> Step:
    """gzip [-cdfklqtv] [-1…-9] [file]…"""
    return _run(p, "")


def gunzip(p: Proc) -> Step:
    """gunzip [-cfklqtv] [file]…"""
    return _run(p, "d")


def zcat(p: Proc) -> Step:
    """zcat [file]…"""
    return _run(p, "dc")


def _run(p: Proc, implied: str) -> Step:
    options = getopt(p, "cdfklnNqrtv123456789", LONG)
    for letter in implied:
        options.add(letter)
    names = options.args or ["-"]
    if names == ["-"]:
        return _stream(p, options)
    status = 0
    if options.has("l"):
        p.write(1, "         compressed        uncompressed  ratio uncompressed_name\n")
    for name in names:
        try:
            _file(p, options, name)
        except SystemCallError as failure:
            p.write(2, f"{command_name(p)}: {name}: {failure}\n")
            status = 1
        except NotGzip as wrong:
            p.write(2, f"{_blank(wrong)}{command_name(p)}: {name}: {wrong}\n")
            status = 1
        except CommandFault as fault:
            p.write(2, f"{command_name(p)}: {fault}\n")
            status = max(status, fault.status)
    return status


def _blank(wrong: NotGzip) -> str:
    return "\n" if str(wrong) in ("not in gzip format", "unexpected end of file") else ""


def _stream(p: Proc, options: Options) -> Step:
    source = begin(p, [])
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    data = b"".join(source.collected)
    if not options.has("d") and not options.has("t"):
        if p.isatty(1) and not options.has("f"):
            p.write(2, f"{command_name(p)}: compressed data not written to a terminal. Use -f to "
                       "force compression.\nFor help, type: gzip -h\n")  # fmt: skip
            return 1
        p.write(1, compressed(data, "", 0))
        return 0
    try:
        plain = decompressed(data)
    except NotGzip as wrong:
        p.write(2, f"\n{command_name(p)}: stdin: {wrong}\n")
        return 1
    if not options.has("t"):
        p.write(1, plain)
    return 0


def _file(p: Proc, options: Options, name: str) -> None:
    if p.files.is_dir(name):
        raise CommandFault(f"{name} is a directory -- ignored", 2)
    if options.has("l"):
        p.write(1, _listed(name, p.files.read(name)))
    elif options.has("t"):
        decompressed(p.files.read(name))
    elif options.has("d"):
        _decompress(p, options, name)
    else:
        _compress(p, options, name)


def _decompress(p: Proc, options: Options, name: str) -> None:
    if not p.files.exists(name) and p.files.exists(name + SUFFIX):
        name += SUFFIX
    data = p.files.read(name)
    ends = (SUFFIX, ".tgz")
    if not name.endswith(ends) and not options.has("c"):
        raise CommandFault(f"{name}: unknown suffix -- ignored", 2)
    target = name.removesuffix(SUFFIX) if name.endswith(SUFFIX) else name[:-4] + ".tar"
    _put(p, options, name, target, decompressed(data))


def _compress(p: Proc, options: Options, name: str) -> None:
    data = p.files.read(name)
    if name.endswith(SUFFIX) and not options.has("c") and not options.has("f"):
        raise CommandFault(f"{name} already has {SUFFIX} suffix -- unchanged", 2)
    stored = "" if options.has("n") else posixpath.basename(name)
    _put(p, options, name, name + SUFFIX, compressed(data, stored, p.now // 1_000_000))


def _put(p: Proc, options: Options, name: str, target: str, data: bytes) -> None:
    if options.has("c"):
        p.write(1, data)
        return
    if p.files.exists(target) and not options.has("f"):
        raise CommandFault(f"{target} already exists;\tnot overwritten", 2)
    plain, packed = len(p.files.read(name)), len(data)
    if options.has("d"):
        plain, packed = packed, plain
    p.files.write(target, data)
    if not options.has("k"):
        p.files.unlink(name)
    if options.has("v"):
        verb = "created" if options.has("k") else "replaced with"
        p.write(2, f"{name}:\t{_ratio(plain, packed)} -- {verb} {target}\n")


def _listed(name: str, data: bytes) -> str:
    plain = len(decompressed(data))
    target = name.removesuffix(SUFFIX)
    return f"{len(data):>19} {plain:>19} {_ratio(plain, len(data))} {target}\n"


def _ratio(plain: int, packed: int) -> str:
    body = packed - 18
    return f"{100 * (plain - body) / plain if plain else 0:5.1f}%"


# --- the format ------------------------------------------------------------------------------
def compressed(data: bytes, name: str, moment: int) -> bytes:
    """Data in gzip's format, with a file's name and time if it has any."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    head = MAGIC + struct.pack("<BLBB", _NAMED if name else 0, moment & 0xFFFFFFFF, 0, 3)
    stored = name.encode("utf-8", "surrogateescape") + b"\0" if name else b""
    return head + stored + body + struct.pack("<LL", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def decompressed(data: bytes) -> bytes:
    """The data of all members.

    Raises:
        NotGzip: it is something else, cut, damaged, or larger than is simulated.
    """
    found: list[bytes] = []
    size = 0
    while data:
        if not data.startswith(MAGIC[:2]):
            if found:
                break  # what stands behind is ignored, as gzip does with a warning
            raise NotGzip("not in gzip format")
        unpacker = zlib.decompressobj(31)
        try:
            plain = unpacker.decompress(data, LARGEST - size + 1)
        except zlib.error as error:
            words = "crc error" if "check" in str(error) else "format violated"
            raise NotGzip(f"invalid compressed data--{words}") from None
        size += len(plain)
        if size > LARGEST:
            raise NotGzip("not simulated: so large a file")
        if not unpacker.eof:
            raise NotGzip("unexpected end of file")
        found.append(plain)
        data = unpacker.unused_data
    if not found:
        raise NotGzip("unexpected end of file")
    return b"".join(found)
