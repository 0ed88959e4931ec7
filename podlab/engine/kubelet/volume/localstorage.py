"""What Pods hold on the node's disk beyond their own limits, and the words of evictions.

Here: limits of containers' writable layers and of emptyDir volumes, messages.  Not here: when to
look, whom to evict (``eviction``); volumes in memory are limited by their size.
"""

from typing import Any

from podlab.engine.kubelet.containers.resources import milli, pod_limits
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.volume.volumemedium import in_memory, kind_of
from podlab.engine.machine.program import SystemCallError
from podlab.engine.runtime.cri import CriError

Object = dict[str, Any]

MAX_FILES = 2_000
"""How many files of a volume are looked at."""
_UNITS = ("", "Ki", "Mi", "Gi", "Ti")


class LocalStorage:
    """Measures Pods of one node against their limits."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def problem(self, record: PodRecord) -> str:
        """Which limit a Pod breaks, in the kubelet's words; '' for none."""
        for volume in record.pod["spec"].get("volumes") or ():
            source = volume.get("emptyDir") or {}
            limit = source.get("sizeLimit")
            path = record.mounts.get(volume["name"])
            if limit and path and not source.get("medium") and self._size(path) > _bytes(limit):
                return f'Usage of EmptyDir volume "{volume["name"]}" exceeds the limit "{limit}". '
        whole = pod_limits(record.pod).get("ephemeral-storage")
        if whole and self._whole(record) > _bytes(whole):
            return (
                f"Pod ephemeral local storage usage exceeds the total limit of containers {whole}. "
            )
        for container in record.pod["spec"]["containers"]:
            limit = ((container.get("resources") or {}).get("limits") or {}).get(
                "ephemeral-storage"
            )
            if limit and self._written(record, container["name"]) > _bytes(limit):
                return (
                    f"Container {container['name']} exceeded its local ephemeral storage limit "
                    f'"{limit}". '
                )
        return ""

    def _whole(self, record: PodRecord) -> int:
        """All that a Pod has on the node's disk: its containers' layers and volumes."""
        volumes = [
            record.mounts[volume["name"]]
            for volume in record.pod["spec"].get("volumes") or ()
            if kind_of(volume) in ("emptyDir", "configMap")
            and volume["name"] in record.mounts
            and not in_memory(volume)
        ]
        names = [container["name"] for container in record.pod["spec"]["containers"]]
        layers = sum(self._written(record, name) for name in names)
        return layers + sum(self._size(path) for path in volumes)

    def _written(self, record: PodRecord, container: str) -> int:
        latest = record.view.latest(container)
        if latest is None:
            return 0
        try:
            return self._context.runtime.usage(latest.id).fs_bytes
        except CriError:
            return 0

    def _size(self, top: str) -> int:
        """The bytes of the files below a directory."""
        total, todo, seen = 0, [top], 0
        while todo and seen < MAX_FILES:
            path = todo.pop()
            seen += 1
            try:
                stat = self._context.files.stat(path, follow=False)
                if stat.type == "directory":
                    todo += [f"{path}/{name}" for name in self._context.files.listdir(path)]
                else:
                    total += stat.size
            except SystemCallError:
                continue
        return total


def eviction_message(
    pod: Object, resource: str, levels: tuple[int, int], used: dict[str, int]
) -> str:
    """Why a Pod was evicted; ``levels`` are the threshold and what is left, ``used`` is each
    container's use."""
    threshold, available = levels
    words = (
        f"The node was low on resource: {resource}. Threshold quantity: {binary(threshold)}, "
        f"available: {binary(max(available, 0) >> 10 << 10)}. "
    )
    for container in pod["spec"]["containers"]:
        requests = (container.get("resources") or {}).get("requests") or {}
        request, amount = requests.get(resource, "0"), used.get(container["name"], 0)
        if amount > _bytes(request):
            words += (
                f"Container {container['name']} was using {binary(amount >> 10 << 10)}, request "
                f"is {request}, has larger consumption of {resource}. "
            )
    return words


def binary(number: int) -> str:
    """A number of bytes as a quantity in its largest whole binary unit."""
    place = 0
    while number and number % 1024 == 0 and place < len(_UNITS) - 1:
        number //= 1024
        place += 1
    return f"{number}{_UNITS[place]}"


def _bytes(text: str) -> int:
    return milli(text) // 1000
