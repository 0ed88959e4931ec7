"""A cluster as a goal sees it, made by hand.  Not a test."""

from lessons.narrowed import ALL, selected
from podlab.engine.kernel.clock import SECOND
from podlab.engine.store.store import Change, Key


class Seen:
    """An observation with a history that is written down."""

    def __init__(self, now=100):
        self.now = now * SECOND
        self.changes = []
        self.current = {}
        self.asked = []
        self.pulled = {}

    def put(self, resource, obj, time=0):
        name = obj["metadata"]["name"]
        previous = self.current.get((resource, name))
        self.current[(resource, name)] = obj
        kind = "MODIFIED" if previous else "ADDED"
        self._add(kind, resource, obj, previous, time)

    def remove(self, resource, name, time=0):
        obj = self.current.pop((resource, name))
        self._add("DELETED", resource, obj, obj, time)

    def _add(self, kind, resource, obj, previous, time):
        key = Key(resource, "default", obj["metadata"]["name"])
        number = len(self.changes) + 1
        self.changes.append(Change(number, kind, key, obj, previous, time * SECOND, 0, "test"))

    def objects(self, resource, namespace, labels=""):
        return [
            obj
            for (kind, _), obj in self.current.items()
            if kind == resource and selected(obj, labels)
        ]

    def history(self, resource, namespace, which=ALL):
        return [
            change
            for change in self.changes
            if change.key.resource == resource and which.takes(change.object)
        ]

    def events(self, uid):
        return []

    def images(self, node):
        return self.pulled.get(node, set())

    def answers(self):
        return self.asked


def pod(name, *, ready=False, ip="", deleting=False, owned=True, labels=None):
    """A Pod with just what goals look at."""
    metadata = {
        "name": name,
        "uid": name,
        "namespace": "default",
        "labels": labels or {"app": "nginx"},
        "creationTimestamp": "2026-01-01T00:00:00Z",
    }
    if deleting:
        metadata["deletionTimestamp"] = "2026-01-01T00:00:30Z"
    if owned:
        metadata["ownerReferences"] = [
            {"kind": "ReplicaSet", "name": "rs", "uid": "rs", "controller": True}
        ]
    status = {
        "phase": "Running" if ready else "Pending",
        "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
    }
    if ip:
        status["podIP"] = ip
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [{"name": "web", "image": "nginx"}]},
        "status": status,
    }
