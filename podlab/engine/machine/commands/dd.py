"""dd: blocks from here to there, and what that came to."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable, writable
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox

SUFFIXES = {
    "c": 1, "w": 2, "b": 512, "kB": 1000, "K": 1 << 10, "k": 1 << 10, "KiB": 1 << 10,
    "MB": 10**6, "M": 1 << 20, "MiB": 1 << 20, "GB": 10**9, "G": 1 << 30, "GiB": 1 << 30,
}  # fmt: skip
MAX_BLOCK = 64 << 20
MAX_PENDING = 65_536
RATE = 900
"""Bytes in a microsecond."""


def main(p: Proc) -> Step:
    """dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=notrunc]"""
    memory = p.memory
    if "block" not in memory:
        _open(p)
    for _ in range(16):
        if memory["left"] == 0:
            return _report(p, 0)
        data = p.read(memory["in"], memory["block"] - len(memory["part"]))
        if data is None:
            return readable(memory["in"])
        memory["part"] += data
        if data and len(memory["part"]) < memory["block"] and memory["in"] == 0:
            continue
        if not memory["part"]:
            return _report(p, 0)
        if not _copy(p, memory["part"]):
            return _report(p, 1)
        memory["part"] = b""
        if memory["out"] == 1 and memory["pending"] > MAX_PENDING:
            return writable(1)
    return YIELD


def _open(p: Proc) -> None:
    words = dict(word.partition("=")[::2] for word in p.argv[1:])
    known = ("if", "of", "bs", "ibs", "obs", "count", "skip", "seek", "conv", "status", "iflag",
             "oflag")  # fmt: skip
    for name in words:
        if name not in known:
            raise CommandFault(f"dd: unrecognized operand '{name}'")
    block = _number(words.get("bs") or words.get("ibs") or "512")
    if not 0 < block <= MAX_BLOCK:
        raise CommandFault(f"dd: memory exhausted by input buffer of size {block} bytes")
    memory = p.memory
    memory.update(block=block, part=b"", pending=0, whole=0, partial=0, written=0, broken=0,
                  left=_number(words["count"]) if "count" in words else -1, began=p.now,
                  quiet=words.get("status") == "none", name=words.get("of", ""))  # fmt: skip
    memory["in"] = _opened(p, words["if"], "r") if "if" in words else 0
    skip = _number(words.get("skip", "0")) * block
    while skip > 0 and (data := p.read(memory["in"], min(skip, MAX_BLOCK))):
        skip -= len(data)
    append = "notrunc" in words.get("conv", "") or _number(words.get("seek", "0")) > 0
    memory["out"] = _opened(p, words["of"], "a" if append else "w") if "of" in words else 1
    p.charge(memory=block)


def _opened(p: Proc, path: str, mode: str) -> int:
    try:
        return p.open(path, mode)
    except SystemCallError as failure:
        lead = "can't open" if is_busybox(p) else "failed to open"
        raise CommandFault(f"dd: {lead} '{path}': {failure}") from None


def _number(text: str) -> int:
    digits = text.rstrip("cwbkKMGiB")
    if not is_number(digits) or text[len(digits) :] not in ("", *SUFFIXES):
        raise CommandFault(f"dd: invalid number '{text}'")
    return int(digits[:15]) * SUFFIXES.get(text[len(digits) :], 1)


def _copy(p: Proc, data: bytes) -> bool:
    """Count a block and write it; False when there is no room for it."""
    memory = p.memory
    whole = len(data) == memory["block"]
    memory["whole" if whole else "partial"] += 1
    memory["left"] -= 1
    try:
        memory["pending"] = p.write(memory["out"], data)
    except SystemCallError as failure:
        memory["broken"] += 1
        fitted = _fit(p, data) if failure.name == "ENOSPC" and memory["name"] else 0
        memory["written"] += max(fitted, 0)
        name = memory["name"] or "standard output"
        p.write(2, f"dd: error writing '{name}': {failure}\n")
        return False
    memory["written"] += len(data)
    p.charge(cpu=max(len(data) // RATE, 1))
    return True


def _fit(p: Proc, data: bytes) -> int:
    """Write as much of a block as still fits; how much that was."""
    low, high = 0, len(data)
    while high - low > 4095:
        middle = (low + high) // 2
        try:
            p.write(p.memory["out"], data[: middle - low])
            low = middle
        except SystemCallError:
            high = middle
    return low


def _report(p: Proc, status: int) -> int:
    memory = p.memory
    if memory["quiet"]:
        return status
    out_whole = memory["whole"] - memory["broken"]
    lines = f"{memory['whole']}+{memory['partial']} records in\n"
    lines += f"{max(out_whole, 0)}+{memory['partial']} records out\n"
    written, took = memory["written"], max(p.now - memory["began"], 1) / 1e6
    if not is_busybox(p):
        lines += f"{written} bytes copied, {took:.6g} s, {written / took / 1e6:.1f} MB/s\n"
    p.write(2, lines)
    return status
