"""One node's kubelet: assembly and the Pods that come and go.

Here: what is heard (Pods of this node, ConfigMaps, the runtime) goes to whom.  Not here: any of the
work itself (see the modules beside this one).
"""

from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client, Verbs
from podlab.engine.client.recorder import Recorder
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.kubelet.admission import refusal
from podlab.engine.kubelet.context import Context, NodeConfig, NodeFiles
from podlab.engine.kubelet.node.eviction import Eviction
from podlab.engine.kubelet.node.feed import NodeFeed
from podlab.engine.kubelet.node.line import Line
from podlab.engine.kubelet.node.node import NodeStatus
from podlab.engine.kubelet.node.orphans import Orphans
from podlab.engine.kubelet.node.staticpods import StaticPods
from podlab.engine.kubelet.pods import TERMINAL, uid_of
from podlab.engine.kubelet.podworker import PodWorkers
from podlab.engine.kubelet.state import KubeletState, PodRecord
from podlab.engine.kubelet.status.statuswriter import StatusWriter
from podlab.engine.kubelet.timings import BOOT, RELIST_PERIOD, SYNC_PERIOD
from podlab.engine.kubelet.volume.volumes import Volumes
from podlab.engine.runtime.cri import CriError, Runtime

Object = dict[str, Any]


def kubelet_caller(node: str) -> Caller:
    """As whom a node's kubelet calls the API server."""
    groups = ("system:nodes", "system:authenticated")
    return Caller(f"system:node:{node}", groups, "kubelet", f"kubelet/{node}")


class Kubelet:
    """One node's kubelet.  Constructing changes nothing; ``boot`` starts it for the first time."""

    def __init__(
        self,
        state: KubeletState,
        sim: Simulation,
        verbs: Verbs,
        runtime: Runtime,
        feed: NodeFeed,
        files: NodeFiles,
        node: NodeConfig,
    ) -> None:
        client = Client(Line(verbs, state), kubelet_caller(node.name))
        source = {"component": "kubelet", "host": node.name}
        recorder = Recorder(state.recorder, sim, client, source)
        self.context = Context(state, sim, client, recorder, runtime, feed, files, node)
        self.state = state
        self.volumes = Volumes(self.context)
        self.writer = StatusWriter(self.context, self._deleted)
        self.workers = PodWorkers(self.context, self.writer, self.volumes)
        self.node = NodeStatus(self.context)
        self.static = StaticPods(self.context, self._on_pod)
        self.orphans = Orphans(self.context)
        self.eviction = Eviction(self.context, self.node, self.workers.update)
        sim.register(self.context.target("main"), self._handle)
        if state.running and not state.apart:
            self._listen()

    def boot(self) -> None:
        """Start: register the node, take up its Pods.  Also after a stop: a new process, which
        remembers nothing but finds what still runs."""
        context, state = self.context, self.state
        state.running = True
        state.relist_phase = context.now + context.fraction(RELIST_PERIOD)
        state.sync_phase = context.now + context.fraction(SYNC_PERIOD)
        if not state.apart:
            self._listen()
        self.node.start()
        self.eviction.start()
        self.orphans.start()
        context.sim.wait_for(self._notice, context.target("main"), "runtime")
        for pod in context.feed.pods_of(context.node.name):
            self._on_pod("ADDED", pod)
        self.static.start()

    def stop(self) -> None:
        """The process is killed: containers run on, nobody looks after them."""
        state = self.state
        state.running = False
        self.context.feed.leave(self.context.node.name)
        self.node.stop()
        for record in state.pods.values():
            self.workers.schedule.cancel(record)
        for uid in list(state.pods):
            self.workers.probes.remove(state.pods[uid])
        self.workers.handlers.drop_all()
        state.pods, state.probes, state.results = {}, {}, {}
        state.static = {}
        state.dirty, state.crash_backoff, state.image_backoff = {}, {}, {}
        state.setting_up = state.starting = 0
        state.relist_due = False

    def reboot(self) -> None:
        """The machine goes off and on: the kubelet ends, and starts once the system is up."""
        if self.state.running:
            self.stop()
        target = self.context.target("main")
        self.context.sim.after(self.context.draw(BOOT), target, "booted")

    def lose_server(self) -> None:
        """The API server cannot be reached any more: what runs is looked after as known."""
        self.state.apart = True
        self.context.feed.leave(self.context.node.name)

    def find_server(self) -> None:
        """The API server is there again: what was missed is caught up with."""
        self.state.apart = False
        if not self.state.running:
            return
        self._listen()
        self.node.resume()
        pods = {uid_of(pod): pod for pod in self.context.feed.pods_of(self.context.node.name)}
        for uid, record in list(self.state.pods.items()):
            if uid not in pods and not record.static:
                self._on_pod("DELETED", record.pod)
        for pod in pods.values():
            self._on_pod("MODIFIED", pod)
        for record in list(self.state.pods.values()):
            self.writer.again(record)

    @property
    def _notice(self) -> str:
        return f"runtime/{self.context.node.name}"

    def _listen(self) -> None:
        self.context.feed.join(
            self.context.node.name, self._on_pod, self._on_object, self.node.seen
        )

    # --- the runtime ------------------------------------------------------------------------

    def _handle(self, kind: str, _payload: Any) -> None:
        if kind == "booted" and not self.state.running:
            self.state.node.ids.pop("bootID", None)
            self.boot()
        if kind != "runtime" or not self.state.running:
            return
        context = self.context
        context.sim.wait_for(self._notice, context.target("main"), "runtime")
        for identifier in context.runtime.changed():
            uid = self.state.containers.get(identifier)
            record = None if uid is None else self.state.pods.get(uid)
            if uid is None or record is None:
                continue
            if identifier in record.kills and self._has_ended(identifier):
                self.workers.stopper.ended(record, identifier)
            self.workers.pleg.touched(uid)

    def _has_ended(self, container: str) -> bool:
        try:
            return self.context.runtime.container(container).state == "exited"
        except CriError:
            return True

    # --- Pods -------------------------------------------------------------------------------

    def _on_pod(self, type_: str, pod: Object) -> None:
        uid = uid_of(pod)
        record = self.state.pods.get(uid)
        if self.static.is_mirror(pod):
            self._on_mirror(type_, record, pod)
        elif type_ == "DELETED":
            if record is not None:
                self._removed(record, pod)
        elif record is None:
            self._added(uid, pod)
        else:
            self._changed(record, pod)

    def _on_mirror(self, type_: str, record: PodRecord | None, pod: Object) -> None:
        """A mirror Pod changed: it only shows a static one, which decides."""
        gone = record is None or record.gone
        if type_ != "DELETED" and (gone or "deletionTimestamp" in pod["metadata"]):
            self.static.unmirror(pod)
            return
        if record is None or record.gone:
            return
        if type_ == "DELETED":
            self.static.mirror(record.pod)
            if record.status is not None:
                self.writer.set(record, {**record.status}, force=True)
        else:
            record.pod = {**record.pod, "status": pod.get("status") or {}}

    def _added(self, uid: str, pod: Object) -> None:
        record = PodRecord(pod, static=self.static.is_own(pod))
        status = pod.get("status") or {}
        ended = status.get("phase") in TERMINAL
        if not ended and "deletionTimestamp" not in pod["metadata"]:
            why = refusal(self.context, self.state, pod)
            if why is not None:
                record.rejected = why
                self.context.pod_event(record, "Warning", why[0], why[1])
        self.workers.resizer.admit(record)
        self.state.pods[uid] = record
        self.workers.pleg.look(record)
        if record.view.sandboxes:
            record.mounted = self._still_mounted(record)
        if record.static:
            self.static.mirror(pod)
        self.workers.update(uid)

    def _still_mounted(self, record: PodRecord) -> bool:
        return not self.volumes.set_up(record)

    def _changed(self, record: PodRecord, pod: Object) -> None:
        before, record.pod = record.pod, pod
        metadata, old = pod["metadata"], before["metadata"]
        grace, before_grace = (row.get("deletionGracePeriodSeconds") for row in (metadata, old))
        if grace is not None and before_grace is not None and grace < before_grace:
            self.workers.shorten(record, grace)
        self.writer.reconcile(record)
        if not _matters(before, pod):
            return
        self.workers.resizer.consider(record)
        deadline = pod["spec"].get("activeDeadlineSeconds")
        if deadline != before["spec"].get("activeDeadlineSeconds"):
            self.workers.schedule.set_deadline(record)
        if "deletionTimestamp" in metadata:
            self.workers.stop_waiting(record)
        self.workers.update(uid_of(pod))

    def _removed(self, record: PodRecord, pod: Object) -> None:
        record.pod = pod
        record.gone = True
        if record.static:
            self.static.unmirror(pod)
        if record.finished or (not record.view.sandboxes and not record.working):
            self.workers.forget(record)
            if not record.finished:  # else its worker has cleaned up
                self.volumes.tear_down(record)
            return
        if "deletionTimestamp" not in pod["metadata"]:
            record.rejected = record.rejected or ("Deleted", "")
        self.workers.stop_waiting(record)
        self.workers.update(uid_of(pod))

    def _deleted(self, uid: str) -> None:
        record = self.state.pods.get(uid)
        if record is not None:
            record.gone = True

    def _on_object(self, resource: str, namespace: str, name: str) -> None:
        for uid in self.state.references.get(f"{resource}/{namespace}/{name}", {}):
            record = self.state.pods.get(uid)
            if record is not None:
                self.workers.schedule.within_a_minute(record)


def _matters(before: Object, after: Object) -> bool:
    """Whether a change is more than a new status."""
    old, new = before["metadata"], after["metadata"]
    for field in ("generation", "deletionTimestamp", "labels", "annotations"):
        if old.get(field) != new.get(field):
            return True
    return _gates_changed(before, after)


def _gates_changed(before: Object, after: Object) -> bool:
    if not after["spec"].get("readinessGates"):
        return False
    old, new = ((pod.get("status") or {}).get("conditions") for pod in (before, after))
    return bool(old != new)
