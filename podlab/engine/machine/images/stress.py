"""stress: a program that uses memory and CPU, for lessons on limits.

Here: ``--vm``, ``--vm-bytes``, ``--cpu``, ``--timeout``.  Not here: its other hogs.
"""

from collections.abc import Iterator

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.filesystem import Entry
from podlab.engine.machine.images import busybox
from podlab.engine.machine.loader import marker
from podlab.engine.machine.program import Proc, Step, SystemCallError, child, first_of, until

_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
SECOND = 1_000_000


def entries() -> Iterator[Entry]:
    """The image's files."""
    yield from busybox.entries()
    for name in ("stress", "stress-ng"):
        yield Entry(f"/usr/bin/{name}", data=marker("stress"), mode=0o755)


def main(p: Proc) -> Step:
    """The dispatcher, or one of its hogs."""
    if "hog" in p.memory:
        return _hog(p)
    if "children" not in p.memory:
        status = _begin(p)
        if status is not None:
            return status
    ends = p.memory["until"]
    if ends and p.now >= ends:
        for pid in p.memory["children"]:
            p.kill(pid, 9)
        p.write(1, f"stress: info: [{p.pid}] successful run completed in {_timeout(p)}s\n")
        return 0
    try:
        ended = p.reap()
    except SystemCallError:
        return 0
    if ended is not None:
        p.write(2, f"stress: FAIL: [{p.pid}] (415) <-- worker {ended[0]} got signal "
                f"{max(ended[1] - 128, 0)}\nstress: FAIL: [{p.pid}] (451) failed run completed in "
                f"{(p.now - p.memory['begun']) // SECOND}s\n")  # fmt: skip
        return 1
    return first_of(child(), until(ends)) if ends else child()


def _begin(p: Proc) -> int | None:
    cpu, vm = _option(p, "--cpu", "-c"), _option(p, "--vm", "-m")
    size = _bytes(_text(p, "--vm-bytes", "") or "256M")
    if not cpu and not vm:
        p.write(1, "`stress' imposes certain types of compute stress on your system\n"
                "\nUsage: stress [OPTION [ARG]] ...\n")  # fmt: skip
        return 0
    p.write(1, f"stress: info: [{p.pid}] dispatching hogs: {cpu} cpu, 0 io, {vm} vm, 0 hdd\n")
    children = [p.fork({"hog": "cpu"}) for _ in range(min(cpu, 32))]
    children += [p.fork({"hog": "vm", "bytes": size}) for _ in range(min(vm, 32))]
    timeout = _timeout(p)
    p.memory.update(children=children, begun=p.now,
                    until=p.now + timeout * SECOND if timeout else 0)  # fmt: skip
    return None


def _hog(p: Proc) -> Step:
    if p.memory["hog"] == "vm":
        p.charge(memory=p.memory["bytes"])
    passed = p.now - p.memory.get("last", p.now)
    p.memory["last"] = p.now
    p.charge(cpu=passed)
    return until(p.now + SECOND)


def _timeout(p: Proc) -> int:
    return _option(p, "--timeout", "-t")


def _option(p: Proc, long: str, short: str) -> int:
    text = _text(p, long, short).rstrip("s")
    return int(text) if is_number(text) else 0


def _text(p: Proc, long: str, short: str) -> str:
    for place, word in enumerate(p.argv[1:], 1):
        if word in (long, short) and word and place + 1 < len(p.argv):
            return p.argv[place + 1]
        if word.startswith(f"{long}="):
            return word[len(long) + 1 :]
    return ""


def _bytes(text: str) -> int:
    unit = _UNITS.get(text[-1:].upper(), 1)
    digits = text.rstrip("BKMGbkmg")
    return min(int(digits) * unit, 1 << 40) if is_number(digits) else 256 << 20
