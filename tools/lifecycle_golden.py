"""Writes ``tests/golden/lifecycle``: before and after of Pods' lives, out of recordings of a real
kubelet.

usage: python tools/lifecycle_golden.py RECORDING.jsonl ...
A recording has one JSON object a line; those with ``watch`` and ``object`` are watch events, in
order.  Two families come out, each a pair once, with the place where it was first seen:
``steps.jsonl`` (what ran before; what the kubelet then started, stopped or left) and
``statuses.jsonl`` (states of the containers; phase and conditions).  Review them before they are
committed.  Not here: comparing them (``tests/golden/test_lifecycle.py``).
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

Object = dict[str, Any]

TARGET = Path(__file__).parent.parent / "tests/golden/lifecycle"
SETTLED = 0.2
"""Seconds that a status must last: shorter ones are half-way between two syncs."""
KILLED = re.compile(r"[Cc]ontainer (\S+) failed (liveness|startup) probe")
LISTED = re.compile(r"\[([^\]]*)\]")
ABOUT = ("Initialized", "Ready", "ContainersReady")


class Change(NamedTuple):
    """A change of a Pod; ``failed``: probes by container that killed; ``lasted``: the seconds for
    which it had been as before."""

    where: str
    before: Object
    after: Object
    failed: dict[str, str]
    lasted: float


def pods(path: Path) -> Iterator[Change]:
    """Each change of a Pod in a recording."""
    known: dict[str, Object] = {}
    since: dict[str, float] = {}
    failed: dict[str, dict[str, str]] = {}
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        obj = record.get("object") or {}
        if record.get("watch") and obj.get("kind") == "Event":
            found = KILLED.search(obj.get("message", ""))
            if found and obj.get("reason") == "Killing":
                uid = obj["involvedObject"].get("uid", "")
                failed.setdefault(uid, {})[found[1]] = found[2]
        if record.get("watch") == "MODIFIED" and obj.get("kind") == "Pod":
            uid = obj["metadata"]["uid"]
            where = f"{path.stem}: {obj['metadata']['name']}"
            lasted = record["t"] - since.get(uid, record["t"])
            since[uid] = record["t"]
            if uid in known:
                yield Change(where, known[uid], obj, failed.pop(uid, {}), lasted)
        if record.get("watch") in ("ADDED", "MODIFIED") and obj.get("kind") == "Pod":
            known[obj["metadata"]["uid"]] = obj


# --- steps --------------------------------------------------------------------------------------
def statuses_of(pod: Object) -> dict[str, Object]:
    """Container statuses by name."""
    status = pod.get("status") or {}
    rows = (status.get("initContainerStatuses") or []) + (status.get("containerStatuses") or [])
    return {row["name"]: row for row in rows}


def state_of(row: Object | None) -> Object:
    """absent, running or exited with its code; a back-off is still the instance that ended."""
    state = (row or {}).get("state") or {}
    if "running" in state:
        return {"state": "running"}
    ended = state.get("terminated") or ((row or {}).get("lastState") or {}).get("terminated")
    if ended is None:
        return {"state": "absent"}
    return {"state": "exited", "exitCode": ended["exitCode"]}


def containers_of(pod: Object) -> list[Object]:
    """Each container's name and kind, with a restart policy of its own."""
    spec = pod["spec"]
    rows = [(row, "init") for row in spec.get("initContainers") or ()]
    rows += [(row, "app") for row in spec["containers"]]
    found = []
    for row, kind in rows:
        own = {key: row[key] for key in ("restartPolicy", "restartPolicyRules") if key in row}
        found.append({"name": row["name"], "kind": kind, **own})
    return found


def step_of(before: Object, after: Object, failed: dict[str, str]) -> Object | None:
    """What one change shows of the kubelet's decision; None when it shows none."""
    if "deletionTimestamp" in after["metadata"] or not after["spec"].get("nodeName"):
        return None
    if _otherwise_decided(after) or _cannot_start(after):
        return None
    old, new = statuses_of(before), statuses_of(after)
    names = [row["name"] for row in containers_of(after)]
    start = [name for name in names if _was_started(old.get(name), new.get(name))]
    ended = (after["status"].get("phase") in ("Succeeded", "Failed")) and not start
    if not start and not ended and not failed:
        return None
    unseen = [name for name in start if state_of(old.get(name))["state"] == "running"]
    if any(name not in failed for name in unseen):
        return None  # it ended and began again between two events
    if ended:
        old = new
    rows = [{**row, **state_of(old.get(row["name"]))} for row in containers_of(after)]
    for row in rows:
        if row["name"] in failed:
            row |= {"state": "running", "failed": failed[row["name"]]}
            row.pop("exitCode", None)
    kills = [name for name in names if name in failed]
    restart = after["spec"].get("restartPolicy") != "Never"
    started = list(dict.fromkeys([*start, *(kills if restart else [])]))
    return {
        "before": {"restartPolicy": after["spec"].get("restartPolicy"), "containers": rows},
        "after": {"started": started, "killed": kills, "over": bool(ended)},
    }


def _otherwise_decided(pod: Object) -> bool:
    """Whether more than its containers decides about a Pod: deadlines, evictions, gates."""
    spec = pod["spec"]
    more = spec.get("activeDeadlineSeconds") or spec.get("readinessGates")
    return bool(more or (pod.get("status") or {}).get("reason"))


def _cannot_start(pod: Object) -> bool:
    """Whether an image or a configuration is missing: then less is started than decided."""
    usual = ("PodInitializing", "ContainerCreating", "CrashLoopBackOff")
    waiting = [row["state"].get("waiting") for row in statuses_of(pod).values()]
    return any(row["reason"] not in usual for row in waiting if row)


def _was_started(old: Object | None, new: Object | None) -> bool:
    state = (new or {}).get("state") or {}
    first, second = (old or {}).get("containerID", ""), (new or {}).get("containerID", "")
    if (state.get("waiting") or {}).get("reason") == "CrashLoopBackOff":
        return "waiting" not in ((old or {}).get("state") or {})
    return bool(second) and first != second


# --- statuses -----------------------------------------------------------------------------------
def status_of(pod: Object) -> Object | None:
    """The states of a Pod's containers, its phase and the conditions that follow from them.

    While the kubelet still stops what runs, the phase is held back although the conditions are
    already those of the end: then the phase that comes is meant.
    """
    status = pod.get("status") or {}
    known = statuses_of(pod)
    if not known or _otherwise_decided(pod) or "deletionTimestamp" in pod["metadata"]:
        return None
    rows = []
    for row in containers_of(pod):
        seen = known.get(row["name"])
        if seen is not None:
            row["status"] = {
                "state": _short(seen["state"]), "lastState": _short(seen.get("lastState") or {}),
                "ready": seen["ready"], "started": seen.get("started", False),
            }  # fmt: skip
        rows.append(row)
    conditions = [
        {key: row[key] for key in ("type", "status", "reason", "message") if key in row}
        for row in status.get("conditions") or ()
        if row["type"] in ABOUT
    ]
    if len(conditions) < len(ABOUT):
        return None
    if _is_stale(conditions, rows):
        return None
    reasons = {row.get("reason") for row in conditions}
    ended = "Failed" if "PodFailed" in reasons else "Succeeded"
    held = bool(reasons & {"PodFailed", "PodCompleted"}) and status["phase"] != ended
    return {
        "before": {"restartPolicy": pod["spec"].get("restartPolicy"), "containers": rows},
        "after": {"phase": ended if held else status["phase"], "conditions": conditions},
    }


def _is_stale(conditions: list[Object], rows: list[Object]) -> bool:
    """A startup probe's success is written before the conditions are made anew."""
    message = next(row.get("message", "") for row in conditions if row["type"] == "Initialized")
    listed = " ".join(LISTED.findall(message)).split()
    return any(row["name"] in listed and row["status"]["started"] and
               row.get("restartPolicy") == "Always" for row in rows if "status" in row)  # fmt: skip


def _short(state: Object) -> Object:
    if "terminated" in state:
        return {"terminated": {"exitCode": state["terminated"]["exitCode"]}}
    return {key: {} for key in state}


# --- writing ------------------------------------------------------------------------------------
def renamed(pair: Object) -> Object:
    """The pair with containers named a, b, c …: what they are called says nothing."""
    before, after = pair["before"], dict(pair["after"])
    short = {row["name"]: "abcdefghijklmnop"[place]
             for place, row in enumerate(before["containers"])}  # fmt: skip
    rows = [{**row, "name": short[row["name"]]} for row in before["containers"]]
    for key in ("started", "killed"):
        if key in after:
            after[key] = [short[name] for name in after[key]]
    if "conditions" in after:
        after["conditions"] = [
            {**row, "message": LISTED.sub(lambda found: _listed(found, short), row["message"])}
            if "message" in row else row
            for row in after["conditions"]
        ]  # fmt: skip
    return {"before": {**before, "containers": rows}, "after": after}


def _listed(found: re.Match[str], short: dict[str, str]) -> str:
    return "[" + " ".join(short.get(name, name) for name in found[1].split()) + "]"


def write(name: str, pairs: Iterable[tuple[str, Object]]) -> None:
    """One family; the same pair is kept once."""
    seen: dict[str, Object] = {}
    for where, pair in pairs:
        short = renamed(pair)
        seen.setdefault(json.dumps(short, sort_keys=True), {"from": where, **short})
    lines = sorted(seen.values(), key=lambda row: json.dumps(row["before"], sort_keys=True))
    text = "".join(json.dumps(row) + "\n" for row in lines)
    (TARGET / name).write_text(text, "utf-8")
    print(f"{name}: {len(lines)} pairs")


def main(paths: list[Path]) -> None:
    """Read the recordings, write both families."""
    changes = [change for path in paths for change in pods(path)]
    steps = ((row.where, step_of(row.before, row.after, row.failed)) for row in changes)
    write("steps.jsonl", ((where, pair) for where, pair in steps if pair is not None))
    made = ((row.where, status_of(row.before)) for row in changes if row.lasted >= SETTLED)
    write("statuses.jsonl", ((where, pair) for where, pair in made if pair is not None))


if __name__ == "__main__":
    main([Path(word) for word in sys.argv[1:]])
