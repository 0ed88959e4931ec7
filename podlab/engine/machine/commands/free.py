"""free: memory."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.options import getopt

SCALES = {"b": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}


def main(p: Proc) -> Step:
    """free [-bkmgh]"""
    options = getopt(p, "bkmghtws:c:", {"human": "h", "mega": "m", "giga": "g", "bytes": "b"},
                     usage="[-bkmgt]")  # fmt: skip
    facts = meminfo(p)
    total, unused = facts.get("MemTotal", 0), facts.get("MemFree", 0)
    cache = facts.get("Buffers", 0) + facts.get("Cached", 0) + facts.get("SReclaimable", 0)
    shared, available = facts.get("Shmem", 0), facts.get("MemAvailable", unused)
    used = max(0, total - unused - cache)
    if not is_busybox(p):
        used = max(0, total - available)
    row = [total, used, unused, shared, cache, available]
    swap = [facts.get("SwapTotal", 0), 0, facts.get("SwapTotal", 0)]
    scale = next((SCALES[letter] for letter in "bkmg" if options.has(letter)), 1 << 10)
    human = options.has("h")
    shown = [_human(each) if human else str(each // scale) for each in row]
    swaps = [_human(each) if human else str(each // scale) for each in swap]
    heads = ("total", "used", "free", "shared", "buff/cache", "available")
    if is_busybox(p):
        p.write(1, " " * 6 + "".join(f"{head:>13}"[-12 - (n == 0) :].rjust(13 if n == 0 else 12)
                                     for n, head in enumerate(heads)) + "\n")  # fmt: skip
        p.write(1, "Mem:" + "".join(f"{each:>{15 if n == 0 else 12}}"
                                    for n, each in enumerate(shown)) + "\n")  # fmt: skip
        p.write(1, "Swap:" + "".join(f"{each:>{14 if n == 0 else 12}}"
                                     for n, each in enumerate(swaps)) + "\n")  # fmt: skip
        return 0
    p.write(1, " " * 8 + "".join(f"{head:>12}" for head in heads) + "\n")
    p.write(1, f"{'Mem:':<8}" + "".join(f"{each:>12}" for each in shown) + "\n")
    p.write(1, f"{'Swap:':<8}" + "".join(f"{each:>12}" for each in swaps) + "\n")
    return 0


def meminfo(p: Proc) -> dict[str, int]:
    """/proc/meminfo in bytes."""
    facts: dict[str, int] = {}
    try:
        text = p.files.read("/proc/meminfo").decode()
    except SystemCallError:
        return facts
    for line in text.splitlines():
        name, _, rest = line.partition(":")
        words = rest.split()
        if words and is_number(words[0]):
            facts[name] = int(words[0]) * 1024
    return facts


def _human(size: int) -> str:
    number, unit = float(size), "B"
    for each in ("B", "Ki", "Mi", "Gi", "Ti"):
        unit = each
        if number < 1024:
            break
        number /= 1024
    return f"{number:.0f}{unit}" if number >= 10 or unit == "B" else f"{number:.1f}{unit}"
