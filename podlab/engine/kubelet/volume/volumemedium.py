"""Where a volume stands: on the node's disk or in memory, how big it may grow, whose it is.

Here: the choice of the medium, the size of what is in memory, ``fsGroup``.  Not here: setting
volumes up (``volumes``).
"""

from typing import Any

from podlab.engine.kubelet.containers.resources import milli
from podlab.engine.machine.program import Files

Object = dict[str, Any]

IN_MEMORY = frozenset(("secret", "downwardAPI", "projected"))
MAX_DEPTH = 20
SETGID, ENTER = 0o2000, 0o110


def kind_of(volume: Object) -> str:
    """The volume's source: ``configMap``, ``emptyDir`` …"""
    for key in volume:
        if key != "name":
            return str(key)
    return "emptyDir"


def in_memory(volume: Object) -> bool:
    """Whether a volume is a temporary filesystem in memory."""
    kind = kind_of(volume)
    if kind == "emptyDir":
        medium = (volume.get("emptyDir") or {}).get("medium") or ""
        return bool(medium == "Memory")
    return kind in IN_MEMORY


def memory_size(pod: Object, volume: Object, allocatable: dict[str, str]) -> int:
    """Bytes of a volume in memory: what the node has, or the Pod may use, or its own limit."""
    size = milli(allocatable.get("memory")) // 1000
    limits = [
        ((row.get("resources") or {}).get("limits") or {}).get("memory")
        for row in pod["spec"]["containers"]
    ]
    if all(limits):
        size = min(size, sum(milli(limit) // 1000 for limit in limits))
    own = milli((volume.get("emptyDir") or {}).get("sizeLimit")) // 1000
    return min(size, own) if own else size


def give_to_group(files: Files, path: str, group: int, bits: int, depth: int = 0) -> None:
    """``fsGroup``: everything below a path belongs to the group, which may use it."""
    stat = files.stat(path, follow=False)
    if stat.type == "symlink" or depth > MAX_DEPTH:
        return
    files.chown(path, -1, group)
    if stat.type != "directory":
        files.chmod(path, stat.mode | bits)
        return
    files.chmod(path, stat.mode | bits | SETGID | ENTER)
    for name in files.listdir(path):
        give_to_group(files, f"{path}/{name}", group, bits, depth + 1)
