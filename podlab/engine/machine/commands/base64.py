"""base64, md5sum, sha256sum and friends."""

import base64
import binascii
import hashlib
from contextlib import suppress

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, collect, complain
from podlab.engine.machine.userland.options import command_name, getopt, integer

SUMS = {"md5sum": "md5", "sha1sum": "sha1", "sha256sum": "sha256", "sha512sum": "sha512"}


def main(p: Proc) -> Step:
    """base64 [-d] [-w columns] [file]"""
    options = getopt(p, "dDw:i", {"decode": "d", "wrap=": "w", "ignore-garbage": "i"},
                     usage="[-d] [-w COL] [FILE]")  # fmt: skip
    source = begin(p, options.args[:1])
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    if source.status:
        return 1
    data = b"".join(source.collected)
    if options.has("d") or options.has("D"):
        return _decode(p, data)
    text = base64.b64encode(data).decode()
    width = integer(p, options.last("w", "76"), "wrap size")
    if width <= 0:
        p.write(1, text)
        return 0
    p.write(1, "".join(text[at : at + width] + "\n" for at in range(0, len(text), width)))
    return 0


def _decode(p: Proc, data: bytes) -> int:
    plain = b"".join(data.split())
    try:
        p.write(1, base64.b64decode(plain, validate=True))
    except (binascii.Error, ValueError):
        good = plain[: len(plain) // 4 * 4]
        with suppress(binascii.Error, ValueError):
            p.write(1, base64.b64decode(good, validate=True))
        raise CommandFault("base64: invalid input") from None
    return 0


def sums(p: Proc) -> Step:
    """md5sum, sha1sum, sha256sum, sha512sum [file]…"""
    options = getopt(p, "cbts", {"check": "c"}, usage="[-c[sw]] [FILE]...")
    name = SUMS.get(command_name(p), "md5")
    if not options.args or options.args == ["-"]:
        source = begin(p, [])
        waiting = collect(p, source)
        if waiting is not None:
            return waiting
        p.write(1, f"{hashlib.new(name, b''.join(source.collected)).hexdigest()}  -\n")
        return 0
    status = 0
    for path in options.args:
        try:
            data = p.files.read(path)
        except SystemCallError as failure:
            complain(p, path, failure)
            status = 1
            continue
        if options.has("c"):
            status |= _check(p, name, data.decode("utf-8", "replace"))
        else:
            p.write(1, f"{hashlib.new(name, data).hexdigest()}  {path}\n")
    return status


def _check(p: Proc, name: str, text: str) -> int:
    failed = 0
    for line in text.splitlines():
        wanted, _, path = line.partition("  ")
        try:
            good = hashlib.new(name, p.files.read(path)).hexdigest() == wanted
        except SystemCallError:
            good = False
        failed += not good
        p.write(1, f"{path}: {'OK' if good else 'FAILED'}\n")
    if failed:
        p.write(2, f"{command_name(p)}: WARNING: {failed} computed checksum did NOT match\n")
    return 1 if failed else 0
