"""What checks may look at: a cluster's objects now, their history, its images and requests.

Reads only.  Not here: judging (``lessons.goals``).
"""

from collections.abc import Collection
from typing import Any

from lessons.narrowed import ALL, NarrowedHistory, Which, selected
from podlab.engine.cluster import Cluster
from podlab.engine.machine.executions import Execution
from podlab.engine.machine.net.network import Answer
from podlab.engine.machine.program import SystemCallError
from podlab.engine.runtime.cri import CriError
from podlab.engine.store.store import Change

Object = dict[str, Any]


class Observation:
    """One cluster, looked at; who looks again and again keeps the observation."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._history = NarrowedHistory(cluster.store)

    def is_of(self, cluster: Cluster) -> bool:
        """Whether this is the cluster that is looked at (one that is turned back is another)."""
        return self._cluster is cluster

    @property
    def now(self) -> int:
        """Virtual time in microseconds."""
        return self._cluster.sim.now

    def objects(self, resource: str, namespace: str, labels: str = "") -> list[Object]:
        """The objects that exist now, narrowed by a label selector."""
        found = self._cluster.store.list(resource, namespace)
        return [obj for obj in found if selected(obj, labels)]

    def history(self, resource: str, namespace: str, which: Which = ALL) -> Collection[Change]:
        """The changes of a resource's objects that are kept, oldest first; to be read at once."""
        return self._history.changes(resource, namespace, which)

    def events(self, uid: str) -> list[Object]:
        """The Kubernetes Events about an object, oldest first."""
        found = self._cluster.store.list("events")
        return [event for event in found if event["involvedObject"].get("uid") == uid]

    def all_events(self, namespace: str) -> list[Object]:
        """The Kubernetes Events of a namespace, oldest first by their last time."""
        found = self._cluster.store.list("events", namespace)
        return sorted(found, key=lambda event: event.get("lastTimestamp") or "")

    def executions(self) -> list[Execution]:
        """The programs that were run on the cluster's machines, as far as they are kept."""
        machines = self._cluster.machines.values()
        return [row for machine in machines for row in machine.state.executions.rows]

    def file(self, machine: str, path: str) -> str | None:
        """The text of a file on a machine ('' is the terminal's); None if there is none."""
        found = self._cluster.machines.get(machine) if machine else self._cluster.machine
        try:
            return found.files.read(path).decode("utf-8", "replace") if found else None
        except SystemCallError:
            return None

    def logs(self, pod: Object, container: str) -> str:
        """What a container of a Pod has written, in its present or last life."""
        runtime = self._cluster.runtimes.get(pod["spec"].get("nodeName", ""))
        for row in container_statuses(pod):
            name = str(row.get("containerID", "")).removeprefix("containerd://")
            if runtime is None or row["name"] != container or not name:
                continue
            try:
                lines, _ = runtime.logs(name)
            except CriError:
                continue
            return "\n".join(line.text.decode("utf-8", "replace") for line in lines)
        return ""

    def images(self, node: str) -> set[str]:
        """The full names of the images on a node."""
        runtime = self._cluster.runtimes.get(node)
        return {tag for image in runtime.images() for tag in image.tags} if runtime else set()

    def answers(self) -> list[Answer]:
        """The HTTP answers inside the cluster's network that are kept, oldest first."""
        return list(self._cluster.state.network.answers)


def container_statuses(pod: Object) -> list[Object]:
    """The status rows of a Pod's containers of all roles."""
    status = pod.get("status") or {}
    names = ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses")
    return [row for name in names for row in status.get(name) or ()]
