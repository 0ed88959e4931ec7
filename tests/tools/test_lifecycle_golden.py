"""Pairs of before and after out of a recording."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

from lifecycle_golden import pods, renamed, status_of, step_of

Object = dict[str, Any]


def pod(state: Object, **last: Object) -> Object:
    row = {"name": "main", "state": state, "lastState": last, "ready": False, "started": False,
           "containerID": f"containerd://{sorted(state)[0]}"}  # fmt: skip
    return {
        "kind": "Pod",
        "metadata": {"uid": "u", "name": "p"},
        "spec": {"nodeName": "n", "restartPolicy": "Always", "containers": [{"name": "main"}]},
        "status": {"phase": "Running", "containerStatuses": [row]},
    }


RUNNING = pod({"running": {}})
EXITED = pod({"terminated": {"exitCode": 3}})


def recording(tmp_path: Path, *rows: tuple[float, Object]) -> Path:
    path = tmp_path / "crash.jsonl"
    lines = [{"t": time, "watch": "MODIFIED", "object": obj} for time, obj in rows]
    path.write_text("".join(json.dumps(line) + "\n" for line in [{"cmd": "x"}, *lines]))
    return path


def test_a_restart_is_a_step(tmp_path: Path) -> None:
    changes = list(pods(recording(tmp_path, (1.0, RUNNING), (2.0, EXITED), (2.5, RUNNING))))
    assert [(row.where, row.lasted) for row in changes] == [("crash: p", 1.0), ("crash: p", 0.5)]
    step = step_of(changes[1].before, changes[1].after, {})
    assert step == {
        "before": {"restartPolicy": "Always", "containers": [
            {"name": "main", "kind": "app", "state": "exited", "exitCode": 3}]},
        "after": {"started": ["main"], "killed": [], "over": False},
    }  # fmt: skip
    assert renamed(step)["after"]["started"] == ["a"]


def test_the_end_of_a_container_by_itself_is_no_decision() -> None:
    assert step_of(RUNNING, EXITED, {}) is None


def test_what_else_decides_is_left_out() -> None:
    late = {**RUNNING, "spec": {**RUNNING["spec"], "activeDeadlineSeconds": 5}}
    assert step_of(EXITED, late, {}) is None
    assert status_of(late) is None
