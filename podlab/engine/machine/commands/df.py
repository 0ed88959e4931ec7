"""df and mount: filesystems."""

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.columns import busybox_size, human_size
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.free_space import Space, space
from podlab.engine.machine.userland.options import getopt

HIDDEN = frozenset(("proc", "sysfs", "devpts", "mqueue", "cgroup", "cgroup2"))


def main(p: Proc) -> Step:
    """df [-hTkm] [path]…"""
    options = getopt(p, "hTkmiaP", {"human-readable": "h", "print-type": "T"},
                     usage="[-PkmhT] [-t TYPE] [FILESYSTEM]...")  # fmt: skip
    mounts = p.files.mounts()
    rows = [mount for mount in mounts if mount[2] not in HIDDEN]
    if options.args:
        rows = [_mount_of(p, mounts, path) for path in options.args]
    seen: dict[str, tuple[str, str, str, str]] = {}
    for row in rows:
        seen[row[1]] = row
    table = [(row, space(p, row[1], row[2])) for row in seen.values()]
    human = options.has("h")
    if is_busybox(p):
        _busybox(p, table, human)
    else:
        _gnu(p, table, human, options.has("T"))
    return 0


def _mount_of(
    p: Proc, mounts: list[tuple[str, str, str, str]], path: str
) -> tuple[str, str, str, str]:
    try:
        real = p.files.realpath(path)
        p.files.stat(path)
    except SystemCallError as failure:
        lead = f"{path}" if not is_busybox(p) else f"{path}: can't find mount point"
        raise CommandFault(f"df: {lead}: {failure}") from None
    best = mounts[0]
    for mount in mounts:
        point = mount[1].rstrip("/")
        if (real == mount[1] or real.startswith(point + "/")) and len(mount[1]) >= len(best[1]):
            best = mount
    return best


def _percent(found: Space, busybox: bool = False) -> str:
    """Rounded up; busybox rounds to the nearest."""
    whole = found.used + found.available
    if not whole:
        return "0%"
    if busybox:
        return f"{(found.used * 100 + whole // 2) // whole}%"
    return f"{-(-found.used * 100 // whole)}%"


def _busybox(p: Proc, table: list[tuple[tuple[str, str, str, str], Space]], human: bool) -> None:
    head = "Size      Used Available" if human else "1K-blocks      Used Available"
    p.write(1, f"Filesystem           {'     ' if human else ''}{head} Use% Mounted on\n")
    for (source, point, _, _), found in table:
        sizes = [busybox_size(each) if human else str(each // 1024)
                 for each in (found.size, found.used, found.available)]  # fmt: skip
        lead = f"{source:<20}" if len(source) <= 20 else f"{source}\n{'':20}"
        share = _percent(found, busybox=True)
        p.write(1, f"{lead} {sizes[0]:>9} {sizes[1]:>9} {sizes[2]:>9} {share:>4} {point}\n")


def _gnu(
    p: Proc, table: list[tuple[tuple[str, str, str, str], Space]], human: bool, kinds: bool
) -> None:
    heads = ["Filesystem", "Type", "Size" if human else "1K-blocks", "Used",
             "Avail" if human else "Available", "Use%"]  # fmt: skip
    rows = [heads]
    points = ["Mounted on"]
    for (source, point, kind, _), found in table:
        sizes = [human_size(each) if human else str(each // 1024)
                 for each in (found.size, found.used, found.available)]  # fmt: skip
        rows.append([source, kind, *sizes, _percent(found)])
        points.append(point)
    widths = [max(len(row[n]) for row in rows) for n in range(6)]
    widths[0] = max(widths[0], 14)
    widths[2] = max(widths[2], 5)
    widths[3], widths[4] = max(widths[3], 5), max(widths[4], 5)
    for row, point in zip(rows, points):
        cells = [row[0].ljust(widths[0])] + ([row[1].ljust(widths[1])] if kinds else [])
        cells += [row[n].rjust(widths[n]) for n in range(2, 6)]
        p.write(1, " ".join(cells) + f" {point}\n")


def mount(p: Proc) -> Step:
    """mount: what is mounted."""
    if len([word for word in p.argv[1:] if not word.startswith("-")]) > 1:
        raise CommandFault("mount: not simulated in PodLab: mounting by hand", 32)
    for source, point, kind, options in p.files.mounts():
        p.write(1, f"{source} on {point} type {kind} ({options})\n")
    return 0
