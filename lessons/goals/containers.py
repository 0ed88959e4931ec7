"""Goals about containers: their states, restarts, exit codes and what they wrote."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.matching import called, chosen, which
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Object, Observation, container_statuses

_STATES = ("running", "waiting", "terminated")
_WHICH: dict[str, are.Kind] = {
    "labels": are.labels,
    "name": are.name,
    "prefix": are.prefix,
    "namespace": are.namespace,
    "container": are.name,
}


def _state(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """A container was once as asked: state, reason, exit code, restarts, ready."""
    best: Verdict | None = None
    for change in seen.history("pods", wanted.get("namespace", "default"), which(wanted)):
        for row in _rows(change.object, wanted):
            best = _compare(row, wanted)
            if best.passed:
                return PASSED
    return best or missing("no-pods", labels=called(wanted))


def _rows(pod: Object, wanted: dict[str, Any]) -> list[Object]:
    name = wanted.get("container")
    return [row for row in container_statuses(pod) if name in (None, row["name"])]


def _compare(row: Object, wanted: dict[str, Any]) -> Verdict:
    restarts, least = row.get("restartCount", 0), wanted.get("restarts", 0)
    if restarts < least:
        return missing("too-few-restarts", name=row["name"], count=least, actual=restarts)
    if "ready" in wanted and row.get("ready") != wanted["ready"]:
        return missing("container-state", name=row["name"], actual=_words(row))
    states = [row.get("state") or {}, row.get("lastState") or {}]
    if any(_is(state, wanted) for state in states):
        return PASSED
    return missing("container-state", name=row["name"], actual=_words(row))


def _is(state: Object, wanted: dict[str, Any]) -> bool:
    kind = next((name for name in _STATES if name in state), "waiting")
    detail = state.get(kind) or {}
    return (
        wanted.get("state", kind) == kind
        and _in(detail.get("reason"), wanted.get("reason"))
        and _in(detail.get("exitCode"), wanted.get("exit_code"))
    )


def _in(actual: Any, wanted: Any) -> bool:
    return wanted is None or actual in (wanted if isinstance(wanted, list) else [wanted])


def _words(row: Object) -> str:
    for kind, detail in (row.get("state") or {}).items():
        code = f" {detail['exitCode']}" if "exitCode" in detail else ""
        return f"{kind} {detail.get('reason', '')}{code}".strip()
    return "waiting"


def _logged(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """A container that is there now has written a text."""
    pods = seen.objects("pods", wanted.get("namespace", "default"))
    found = [pod for pod in pods if chosen(pod, wanted)]
    if not found:
        return missing("no-pods", labels=called(wanted))
    for pod in found:
        for row in _rows(pod, wanted):
            if wanted["contains"] in seen.logs(pod, row["name"]):
                return PASSED
    return missing("not-logged", name=wanted.get("container", called(wanted)),
                   text=wanted["contains"])  # fmt: skip


STATE = Goal(
    _state,
    {},
    {
        **_WHICH,
        "state": are.one_of(*_STATES),
        "reason": are.any_of(are.text),
        "exit_code": are.any_of(are.EXIT_CODE),
        "restarts": are.count,
        "ready": are.flag,
    },
)
"""A container was once in this state, with this reason or exit code, after so many restarts."""

LOGGED = Goal(_logged, {"contains": are.text}, _WHICH)
"""A container's log contains a text."""
