"""Goals about Pods: history counts, not only how things are now."""

from lessons.goals.pods import READY, REPLACED
from tests.lessons.goals.seen import Seen, pod

LABELS = {"labels": "app=nginx"}


def replaced(seen):
    return REPLACED.judge(seen, LABELS)


def running():
    seen = Seen()
    seen.put("pods", pod("a", ready=True, ip="10.0.0.1"), 1)
    seen.put("pods", pod("b", ready=True, ip="10.0.0.2"), 1)
    return seen


def test_two_pods_that_merely_exist_are_no_replacement():
    assert replaced(running()).code == "nothing-deleted"


def test_a_pod_that_came_back_is_one():
    seen = running()
    seen.put("pods", pod("a", ready=True, ip="10.0.0.1", deleting=True), 5)
    assert replaced(seen).code == "no-replacement"
    seen.put("pods", pod("c"), 6)
    assert replaced(seen).code == "replacement-not-ready"
    seen.put("pods", pod("c", ready=True, ip="10.0.0.3"), 8)
    seen.remove("pods", "a", 9)
    assert replaced(seen).passed


def test_a_bare_pod_that_is_made_again_by_hand_is_none():
    seen = Seen()
    seen.put("pods", pod("a", ready=True, ip="10.0.0.1", owned=False), 1)
    seen.put("pods", pod("a", ready=True, ip="10.0.0.1", owned=False, deleting=True), 2)
    seen.put("pods", pod("c", ready=True, ip="10.0.0.2", owned=False), 3)
    assert replaced(seen).code == "nothing-deleted"


def test_ready_is_remembered():
    seen = running()
    seen.remove("pods", "a", 3)
    seen.remove("pods", "b", 3)
    assert READY.judge(seen, {**LABELS, "count": 2}).passed


def test_ready_says_what_a_pod_waits_for():
    seen = Seen()
    assert READY.judge(seen, LABELS).code == "no-pods"
    seen.put("pods", pod("a"))
    verdict = READY.judge(seen, LABELS)
    assert (verdict.code, verdict.params["name"]) == ("pod-not-ready", "a")
    seen.put("pods", pod("a", ready=True))
    assert READY.judge(seen, {**LABELS, "count": 2}).code == "too-few-pods"
