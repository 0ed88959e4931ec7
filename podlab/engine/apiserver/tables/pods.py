"""The table row of a Pod: what ``kubectl get pods`` shows, above all the word under STATUS.

The word is worked out from phase, conditions and container states, in the order that the API
server's printer does (see the notes on tables in docs/ARCHITECTURE.md).
"""

from typing import Any, NamedTuple

from podlab.engine.apiserver.tables.cells import NONE, Cell, Object, age, has_condition, since
from podlab.engine.objects.meta import dig, is_terminating


class PodRow(NamedTuple):
    """What a Pod's row says; ``restarted`` is when the last restart's container had ended."""

    status: str
    ready: int
    total: int
    restarts: int
    restarted: str


def pod_row(pod: Object) -> PodRow:
    """Ready and total containers, status word and restarts of a Pod."""
    status = pod.get("status") or {}
    sidecars = _sidecars(pod)
    total = len(pod["spec"].get("containers") or ()) + len(sidecars)
    init = _Init(pod, sidecars)
    row = PodRow(init.word or _phase_word(pod), init.ready, total, init.restarts, init.restarted)
    if not init.word or has_condition(pod, "Initialized"):
        row = _with_containers(pod, row, init)
    if is_terminating(pod):
        if status.get("reason") == "NodeLost":
            row = row._replace(status="Unknown")
        elif status.get("phase") not in ("Succeeded", "Failed"):
            row = row._replace(status="Terminating")
    return row


def pod_cells(pod: Object, now: int) -> list[Cell]:
    """The cells of a Pod's row, wide ones included."""
    row = pod_row(pod)
    restarts = str(row.restarts)
    if row.restarts and row.restarted:
        restarts = f"{row.restarts} ({since(row.restarted, now)} ago)"
    status, spec = pod.get("status") or {}, pod["spec"]
    addresses: list[Object] = status.get("podIPs") or [{}]
    return [
        pod["metadata"]["name"],
        f"{row.ready}/{row.total}",
        row.status,
        restarts,
        age(pod, now),
        addresses[0].get("ip") or NONE,
        spec.get("nodeName") or NONE,
        status.get("nominatedNodeName") or NONE,
        _gates(pod),
    ]


def pod_conditions(pod: Object) -> list[Object]:
    """The row's conditions: whether the Pod is over."""
    phase = dig(pod, "status", "phase")
    if phase == "Succeeded":
        message = "The pod has completed successfully."
    elif phase == "Failed":
        message = "The pod failed."
    else:
        return []
    return [{"type": "Completed", "status": "True", "reason": phase, "message": message}]


def _sidecars(pod: Object) -> frozenset[str]:
    rows = pod["spec"].get("initContainers") or ()
    return frozenset(row["name"] for row in rows if row.get("restartPolicy") == "Always")


def _phase_word(pod: Object) -> str:
    status = pod.get("status") or {}
    word = status.get("reason") or status.get("phase", "")
    for condition in status.get("conditions") or ():
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            word = "SchedulingGated"
    return str(word)


def _ended(row: Object) -> str:
    """When the container's last run ended, ''."""
    return str(dig(row, "lastState", "terminated", "finishedAt", default=""))


class _Init:
    """What the init containers say: a word unless they are done, sidecars counted apart."""

    def __init__(self, pod: Object, sidecars: frozenset[str]) -> None:
        self.word = ""
        self.ready = 0
        self.restarts = self.sidecar_restarts = 0
        self.restarted = self.sidecar_restarted = ""
        total = len(pod["spec"].get("initContainers") or ())
        for place, row in enumerate(dig(pod, "status", "initContainerStatuses", default=())):
            sidecar = row["name"] in sidecars
            self._count(row, sidecar)
            self.word = self._word(row, sidecar, place, total)
            if self.word:
                break

    def _count(self, row: Object, sidecar: bool) -> None:
        count = row.get("restartCount", 0)
        self.restarts += count
        self.restarted = max(self.restarted, _ended(row))
        if sidecar:
            self.sidecar_restarts += count
            self.sidecar_restarted = max(self.sidecar_restarted, _ended(row))

    def _word(self, row: Object, sidecar: bool, place: int, total: int) -> str:
        state = row.get("state") or {}
        ended, waiting = state.get("terminated"), state.get("waiting") or {}
        if ended is not None and ended.get("exitCode", 0) == 0:
            return ""
        if sidecar and row.get("started"):
            self.ready += bool(row.get("ready"))
            return ""
        if ended is not None:
            return "Init:" + _ended_word(ended)
        if waiting.get("reason") and waiting["reason"] != "PodInitializing":
            return f"Init:{waiting['reason']}"
        return f"Init:{place}/{total}"


def _ended_word(ended: Object) -> str:
    if ended.get("reason"):
        return str(ended["reason"])
    if ended.get("signal"):
        return f"Signal:{ended['signal']}"
    return f"ExitCode:{ended.get('exitCode', 0)}"


def _with_containers(pod: Object, row: PodRow, init: _Init) -> PodRow:
    word, failed, running = row.status, "", False
    ready, restarts, restarted = row.ready, init.sidecar_restarts, init.sidecar_restarted
    for status in reversed(dig(pod, "status", "containerStatuses", default=[])):
        restarts += status.get("restartCount", 0)
        restarted = max(restarted, _ended(status))
        state = status.get("state") or {}
        waiting, ended = state.get("waiting") or {}, state.get("terminated")
        if waiting.get("reason"):
            word = waiting["reason"]
        elif ended is not None:
            word = _ended_word(ended)
            failed = word if ended.get("exitCode", 0) else failed
        elif status.get("ready") and "running" in state:
            running = True
            ready += 1
    if word == "Completed":
        word = _not_quite_completed(pod, running, failed)
    return PodRow(word, ready, row.total, restarts, restarted)


def _not_quite_completed(pod: Object, running: bool, failed: str) -> str:
    if running and has_condition(pod, "Ready"):
        return "Running"
    return failed or ("NotReady" if running else "Completed")


def _gates(pod: Object) -> str:
    gates: list[Any] = pod["spec"].get("readinessGates") or []
    if not gates:
        return NONE
    return f"{sum(has_condition(pod, row['conditionType']) for row in gates)}/{len(gates)}"
