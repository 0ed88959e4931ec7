"""Probes: startup, liveness and readiness of each container that asks for them.

Here: one ``ProbeState`` per probe with its own timer, thresholds, results, and what follows from a
result.  Not here: how a handler is carried out (``handlers``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.containers.handlers import ERRORED, EXITED, HandlerRunner, Reply
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import container_of, is_sidecar, may_restart, uid_of
from podlab.engine.kubelet.state import PodRecord, ProbeState
from podlab.engine.kubelet.status.statuswriter import StatusWriter

Object = dict[str, Any]

KINDS = ("readiness", "startup", "liveness")
TITLES = {"readiness": "Readiness", "startup": "Startup", "liveness": "Liveness"}
INITIAL = {"readiness": "failure", "startup": "unknown", "liveness": "success"}


class Probes:
    """The probes of one node's containers."""

    def __init__(
        self,
        context: Context,
        handlers: HandlerRunner,
        writer: StatusWriter,
        on_result: Callable[[str], None],
    ) -> None:
        self._context = context
        self._handlers = handlers
        self._writer = writer
        self._on_result = on_result
        context.sim.register(context.target("probe"), self._handle)

    def add(self, record: PodRecord) -> None:
        """Begin to probe a Pod's containers (again and again called; adds what is missing)."""
        spec = record.pod["spec"]
        sidecars = [row for row in spec.get("initContainers") or () if is_sidecar(row)]
        for container in [*spec["containers"], *sidecars]:
            for kind in KINDS:
                if container.get(f"{kind}Probe"):
                    self._add(record, container, kind)

    def remove(self, record: PodRecord) -> None:
        """End all probes of a Pod."""
        self._drop(record, KINDS)

    def stop_liveness(self, record: PodRecord) -> None:
        """End what could restart containers that are being stopped."""
        self._drop(record, ("liveness", "startup"))

    def nudge(self, record: PodRecord) -> None:
        """Containers that have started but are not ready are asked without waiting."""
        uid = uid_of(record.pod)
        for row in (record.status or {}).get("containerStatuses") or ():
            if not row.get("started") or row["ready"]:
                continue
            probe = self._context.state.probes.get(f"{uid}/{row['name']}/readiness")
            container = container_of(record.pod, row["name"])
            if probe is not None and container is not None and not probe.busy:
                self._reschedule(probe, container, 0)

    def _add(self, record: PodRecord, container: Object, kind: str) -> None:
        uid = uid_of(record.pod)
        key = f"{uid}/{container['name']}/{kind}"
        if key in self._context.state.probes:
            return
        probe = ProbeState(uid, container["name"], kind)
        self._context.state.probes[key] = probe
        self._reschedule(probe, container, 0)

    def _reschedule(self, probe: ProbeState, container: Object, delay: int | None) -> None:
        context = self._context
        if probe.serial:
            context.sim.cancel(probe.serial)
        if delay is None:
            delay = int(container[f"{probe.kind}Probe"].get("periodSeconds") or 10) * SECOND
        payload = f"{probe.uid}/{probe.container}/{probe.kind}"
        probe.serial = context.sim.after(delay, context.target("probe"), "due", payload)

    def _drop(self, record: PodRecord, kinds: tuple[str, ...]) -> None:
        state, uid = self._context.state, uid_of(record.pod)
        for container in [
            *record.pod["spec"]["containers"],
            *(record.pod["spec"].get("initContainers") or ()),
        ]:
            for kind in kinds:
                probe = state.probes.pop(f"{uid}/{container['name']}/{kind}", None)
                if probe is None:
                    continue
                if probe.serial:
                    self._context.sim.cancel(probe.serial)
                state.results.pop(f"{kind}/{probe.instance}", None)

    def _handle(self, kind: str, payload: Any) -> None:
        if kind == "due":
            self._due(payload)
        else:
            self._answered(*payload)

    def _due(self, key: str) -> None:
        context = self._context
        probe = context.state.probes.get(key)
        record = None if probe is None else context.state.pods.get(probe.uid)
        if probe is None or record is None:
            return
        probe.serial = 0
        container = container_of(record.pod, probe.container)
        if container is None:
            return
        if not probe.busy and self._wanted(record, container, probe):
            probe.busy = True
            part = container[f"{probe.kind}Probe"]
            reply = Reply(context.target("probe"), "answer", (key, probe.instance))
            if key in context.state.failing:
                self._handlers.fail(record, container, part, reply)
            else:
                timeout = int(part.get("timeoutSeconds") or 1)
                self._handlers.run(record, probe.instance, container, part, reply, timeout)
        if self._goes_on(record, container, probe):
            self._reschedule(probe, container, None)

    def _wanted(self, record: PodRecord, container: Object, probe: ProbeState) -> bool:
        """Whether to ask now: the container runs, long enough, and is (not) started up."""
        latest = record.view.latest(probe.container)
        row = _status_row(record, probe.container)
        if latest is None or row is None or not row.get("containerID"):
            return False
        self._new_instance(probe, row["containerID"][13:])
        if probe.on_hold:
            return False
        if "running" not in row["state"] or latest.state != "running":
            self._set(record, probe, "failure", quiet=True)
            return False
        delay = int(container[f"{probe.kind}Probe"].get("initialDelaySeconds") or 0)
        if self._context.now - latest.started < delay * SECOND:
            return False
        return bool(row.get("started")) != (probe.kind == "startup")

    def _new_instance(self, probe: ProbeState, instance: str) -> None:
        if probe.instance == instance:
            return
        results = self._context.state.results
        results.pop(f"{probe.kind}/{probe.instance}", None)
        probe.instance, probe.on_hold, probe.run, probe.last = instance, False, 0, ""
        results[f"{probe.kind}/{instance}"] = INITIAL[probe.kind]

    def _goes_on(self, record: PodRecord, container: Object, probe: ProbeState) -> bool:
        row = _status_row(record, probe.container)
        ended = None if row is None else row["state"].get("terminated")
        if ended is None or is_sidecar(container):
            return True
        return may_restart(record.pod, container, int(ended["exitCode"]))

    def _answered(self, key: str, instance: str, problem: str, output: str) -> None:
        context = self._context
        probe = context.state.probes.get(key)
        record = None if probe is None else context.state.pods.get(probe.uid)
        if probe is None or record is None:
            return
        probe.busy = False
        container = container_of(record.pod, probe.container)
        if container is None or probe.instance != instance:
            return
        result = "failure" if problem else "success"
        if problem:
            message = f"{TITLES[probe.kind]} probe {_words(problem, output)}"
            context.container_event(record, probe.container, "Warning", "Unhealthy", message)
        if problem.startswith(ERRORED):
            return
        probe.run = probe.run + 1 if probe.last == result else 1
        probe.last = result
        part = container[f"{probe.kind}Probe"]
        threshold = "failureThreshold" if problem else "successThreshold"
        if probe.run >= int(part.get(threshold) or (3 if problem else 1)):
            if context.state.results.get(f"{probe.kind}/{probe.instance}") != result:
                action = f"{probe.kind}-{'failed' if problem else 'succeeded'}"
                context.because(record, action, probe.container, problem)
            self._set(record, probe, result)

    def _set(self, record: PodRecord, probe: ProbeState, result: str, quiet: bool = False) -> None:
        results = self._context.state.results
        key = f"{probe.kind}/{probe.instance}"
        before, results[key] = results.get(key), result
        if quiet:
            return
        if probe.kind == "startup" or (probe.kind == "liveness" and result == "failure"):
            probe.on_hold, probe.run = True, 0
        if before == result:
            return
        if probe.kind == "readiness":
            self._writer.set_ready(record, probe.instance, result == "success")
        elif probe.kind == "startup":
            self._writer.set_started(record, probe.instance, result == "success")
        if probe.kind != "liveness" or result == "failure":
            self._on_result(probe.uid)


def _words(problem: str, output: str) -> str:
    """What an Event says of a failed probe: a command's own output and nothing else."""
    if problem.startswith(ERRORED):
        return f"errored and resulted in unknown state: {problem.removeprefix(ERRORED)}"
    return f"failed: {output if problem.startswith(EXITED) else problem}"


def _status_row(record: PodRecord, name: str) -> Object | None:
    status = record.status or {}
    for field in ("containerStatuses", "initContainerStatuses"):
        for row in status.get(field) or ():
            if row["name"] == name:
                found: Object = row
                return found
    return None
