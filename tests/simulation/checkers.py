"""Invariants of a cluster, watched over while it runs.  Not a test."""

from podlab.engine.observe.delta import apply_delta, delta_since
from podlab.engine.observe.snapshot import picture
from podlab.engine.store.store import Compacted


class Watchdog:
    """Hears every change of a cluster; ``check`` compares what it heard with what is."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.revision = cluster.store.revision
        self.mirror = {}
        for resource, rows in cluster.store.state.objects.items():
            for place, obj in rows.items():
                self.mirror[(resource, *place)] = obj
        self.placed = {}
        self.items = picture(cluster.store, cluster.kinds)
        self.seen = cluster.store.revision
        cluster.store.listen(self.changed)

    def changed(self, change):
        """After every write: versions grow, a Pod never changes its node, history fits."""
        assert change.revision > self.revision, "resourceVersion must grow"
        self.revision = change.revision
        assert change.object["metadata"]["resourceVersion"] == str(change.revision)
        place = tuple(change.key)
        known = self.mirror.get(place)
        if change.type == "ADDED":
            assert known is None
        else:
            assert known is change.previous, "a change must follow the last one"
        if change.type == "DELETED":
            del self.mirror[place]
        else:
            self.mirror[place] = change.object
        if change.key.resource == "pods":
            self.check_placement(change.object)

    def check_placement(self, pod):
        """A Pod has one node for its whole life."""
        node = pod["spec"].get("nodeName")
        uid = pod["metadata"]["uid"]
        if node:
            assert self.placed.setdefault(uid, node) == node, "a Pod on two nodes"

    def check(self):
        """Between events: streams equal the store, snapshot + deltas = fresh snapshot."""
        cluster = self.cluster
        now = {
            (resource, *place): obj
            for resource, rows in cluster.store.state.objects.items()
            for place, obj in rows.items()
        }
        assert now.keys() == self.mirror.keys()
        assert all(now[place] is self.mirror[place] for place in now)
        self.catch_up()
        fresh = picture(cluster.store, cluster.kinds)
        by_id = {item["id"]: item for item in self.items}
        assert by_id == {item["id"]: item for item in fresh}
        self.check_addresses()

    def catch_up(self):
        """Bring the picture up to now; afresh where the log no longer reaches, as a page does."""
        cluster = self.cluster
        try:
            delta = delta_since(cluster.store, cluster.kinds, self.seen)
        except Compacted:
            self.items, delta = picture(cluster.store, cluster.kinds), None
        self.seen = cluster.store.revision
        if delta is not None:
            self.items = apply_delta(self.items, delta)

    def check_addresses(self):
        """No two living Pods share an address (but for those on the host's network)."""
        taken = {}
        for pod in self.cluster.store.list("pods"):
            status = pod.get("status") or {}
            if status.get("phase") != "Running" or pod["spec"].get("hostNetwork"):
                continue
            address = status.get("podIP")
            if address:
                name = pod["metadata"]["name"]
                assert taken.setdefault(address, name) == name, f"{address} is used twice"
