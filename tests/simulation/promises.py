"""Promises that Kubernetes makes about moments, watched over as changes come.  Not a test."""

from podlab.engine.kernel.clock import SECOND, parse_rfc3339

BLINK = SECOND
"""A budget knows of a Pod that ceased to be healthy only after its controller heard of it."""
SLACK = 15 * SECOND
"""How long after its grace a Pod may still be there on a node that works."""


def healthy(pod):
    """Ready, and not on its way out."""
    rows = (pod.get("status") or {}).get("conditions") or ()
    ready = any(row["type"] == "Ready" and row["status"] == "True" for row in rows)
    return ready and not pod["metadata"].get("deletionTimestamp")


def evicted(pod):
    """By the eviction API, as a drain does."""
    rows = (pod.get("status") or {}).get("conditions") or ()
    return any(row.get("reason") == "EvictionByEvictionAPI" for row in rows)


class Budgets:
    """No eviction may leave fewer healthy Pods than a PodDisruptionBudget asks for."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.failed = {}
        self.evictions = 0
        cluster.store.listen(self.changed)

    def changed(self, change):
        """After a write to a Pod that was healthy before and is not after."""
        if change.key.resource != "pods" or not change.previous or not healthy(change.previous):
            return
        if change.type != "DELETED" and healthy(change.object):
            return
        uid = change.object["metadata"]["uid"]
        if evicted(change.object) and change.object["metadata"].get("deletionTimestamp"):
            self.evictions += 1
            self.check(change.object)
        else:
            self.failed[uid] = self.cluster.sim.now

    def check(self, pod):
        """What is healthy beside the Pod, or was a blink ago, fulfils each budget over it."""
        since, namespace = self.cluster.sim.now - BLINK, pod["metadata"]["namespace"]
        for budget in self.cluster.store.list("poddisruptionbudgets.policy", namespace):
            if not selects(budget["spec"].get("selector"), pod):
                continue
            others = [
                other
                for other in self.cluster.store.list("pods", namespace)
                if selects(budget["spec"]["selector"], other)
                and (healthy(other) or self.failed.get(other["metadata"]["uid"], 0) >= since)
            ]
            desired = budget["status"]["desiredHealthy"]
            name = budget["metadata"]["name"]
            assert len(others) >= desired, f"budget {name}: {len(others)} of {desired} healthy"


def selects(selector, obj):
    """Whether a selector of ``matchLabels`` alone selects an object."""
    has = obj["metadata"].get("labels") or {}
    wanted = (selector or {}).get("matchLabels") or {}
    return selector is not None and wanted.items() <= has.items()


class Patience:
    """Nobody is killed before its grace is over, and nobody stays for long after it.

    ``punctual``: nodes are never disturbed, so the end is watched over too.
    """

    def __init__(self, cluster, punctual):
        self.cluster, self.punctual = cluster, punctual
        self.held, self.due = set(), {}
        self.killed = self.gone = 0
        cluster.store.listen(self.changed)

    def changed(self, change):
        """After a write to a Pod."""
        if change.key.resource != "pods":
            return
        metadata = change.object["metadata"]
        if metadata.get("finalizers"):
            self.held.add(metadata["uid"])
        if not metadata.get("deletionTimestamp"):
            return
        if metadata.get("deletionGracePeriodSeconds") or metadata["uid"] not in self.due:
            # A kubelet's own last delete, with no grace, moves the timestamp back.
            self.due[metadata["uid"]] = parse_rfc3339(metadata["deletionTimestamp"])
        if change.type == "DELETED":
            self.check_end(metadata)
        elif metadata.get("deletionGracePeriodSeconds") and not hurried(change.object["spec"]):
            self.check_containers(change.object)

    def check_end(self, metadata):
        """The Pod goes soon after its time; one that a finalizer held goes when it may."""
        self.gone += 1
        if self.punctual and metadata["uid"] not in self.held:
            late = self.cluster.sim.now - self.due[metadata["uid"]]
            assert late <= SLACK, f"{metadata['name']} went {late / SECOND} s too late"

    def check_containers(self, pod):
        """SIGKILL comes after the grace (finishedAt has whole seconds)."""
        metadata = pod["metadata"]
        grace = metadata["deletionGracePeriodSeconds"] * SECOND
        asked = parse_rfc3339(metadata["deletionTimestamp"]) - grace
        for row in pod["status"].get("containerStatuses") or ():
            ended = row["state"].get("terminated") or {}
            if ended.get("exitCode") != 137 or not ended.get("finishedAt"):
                continue
            took = parse_rfc3339(ended["finishedAt"]) - asked
            if took >= 0 and ended["reason"] != "OOMKilled":
                self.killed += 1
                assert took >= grace - SECOND, f"{metadata['name']} had {took / SECOND} s"


def hurried(spec):
    """Whether something else than the deletion may have begun to kill a container before."""
    probes = any(
        container.get(field)
        for container in spec["containers"]
        for field in ("livenessProbe", "startupProbe")
    )
    return probes or "activeDeadlineSeconds" in spec


class Witness:
    """Every Event is about something that exists or existed."""

    def __init__(self, cluster):
        store = cluster.store
        rows = (obj for table in store.state.objects.values() for obj in table.values())
        self.known = {obj["metadata"]["uid"] for obj in rows}
        self.known |= {node["metadata"]["name"] for node in store.list("nodes")}
        store.listen(self.changed)

    def changed(self, change):
        """After any write."""
        if change.type != "ADDED":
            return
        if change.key.resource == "events":
            about = change.object["involvedObject"]
            assert about.get("uid") in self.known, f"an Event about nothing: {about}"
        self.known.add(change.object["metadata"]["uid"])
