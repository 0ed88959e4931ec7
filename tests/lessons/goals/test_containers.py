"""Goals about containers."""

from lessons.goals.containers import LOGGED, STATE
from tests.lessons.goals.seen import Seen, pod


def with_status(name, **row):
    made = pod(name)
    status = {"name": "web", "restartCount": 0, "ready": False, **row}
    return {**made, "status": {**made["status"], "containerStatuses": [status]}}


ENDED = {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}


def test_a_state_counts_even_when_it_has_passed():
    seen = Seen()
    wanted = {"name": "a", "reason": "OOMKilled", "exit_code": [137]}
    assert STATE.judge(seen, wanted).code == "no-pods"
    seen.put("pods", with_status("a", state={"running": {}}))
    assert STATE.judge(seen, wanted).params["actual"] == "running"
    seen.put("pods", with_status("a", state=ENDED))
    seen.put("pods", with_status("a", state={"running": {}}))
    assert STATE.judge(seen, wanted).passed


def test_the_last_state_counts_too_and_restarts_are_counted():
    seen = Seen()
    seen.put("pods", with_status("a", state={"running": {}}, lastState=ENDED, restartCount=1))
    assert STATE.judge(seen, {"name": "a", "reason": "OOMKilled", "restarts": 1}).passed
    assert STATE.judge(seen, {"name": "a", "restarts": 2}).code == "too-few-restarts"
    assert STATE.judge(seen, {"name": "a", "container": "other"}).code == "no-pods"
    assert STATE.judge(seen, {"name": "a", "ready": True}).code == "container-state"


def test_logs():
    seen = Seen()
    seen.logs = lambda made, container: "hello\nworld"
    assert LOGGED.judge(seen, {"name": "a", "contains": "x"}).code == "no-pods"
    seen.put("pods", with_status("a"))
    assert LOGGED.judge(seen, {"name": "a", "contains": "x"}).code == "not-logged"
    assert LOGGED.judge(seen, {"name": "a", "contains": "o\nw"}).passed
