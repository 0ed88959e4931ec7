"""What checks may look at: a cluster's objects now, their history, its images and requests.

Reads only.  Not here: judging (``lessons.goals``).
"""

from collections.abc import Iterator
from typing import Any

from podlab.engine.cluster import Cluster
from podlab.engine.machine.net.network import Answer
from podlab.engine.objects.labels import matches, parse
from podlab.engine.store.store import Change

Object = dict[str, Any]


class Observation:
    """One cluster, looked at."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    @property
    def now(self) -> int:
        """Virtual time in microseconds."""
        return self._cluster.sim.now

    def objects(self, resource: str, namespace: str, labels: str = "") -> list[Object]:
        """The objects that exist now, narrowed by a label selector."""
        found = self._cluster.store.list(resource, namespace)
        return [obj for obj in found if selected(obj, labels)]

    def history(self, resource: str, namespace: str) -> Iterator[Change]:
        """The changes of a resource that are kept, oldest first."""
        for change in self._cluster.store.state.changes:
            if change.key.resource == resource and change.key.namespace == namespace:
                yield change

    def events(self, uid: str) -> list[Object]:
        """The Kubernetes Events about an object, oldest first."""
        found = self._cluster.store.list("events")
        return [event for event in found if event["involvedObject"].get("uid") == uid]

    def images(self, node: str) -> set[str]:
        """The full names of the images on a node."""
        runtime = self._cluster.runtimes.get(node)
        return {tag for image in runtime.images() for tag in image.tags} if runtime else set()

    def answers(self) -> list[Answer]:
        """The HTTP answers inside the cluster's network that are kept, oldest first."""
        return list(self._cluster.state.network.answers)


def selected(obj: Object, labels: str) -> bool:
    """Whether an object's labels match a selector such as ``app=tomcat``."""
    return not labels or matches(parse(labels), obj["metadata"].get("labels") or {})
