"""The scheduling queue alone: who waits for what."""

from podlab.engine.kernel.clock import SECOND
from podlab.engine.scheduler.queue import QueueState, SchedulingQueue


def waiting(state=None):
    queue = SchedulingQueue(state or QueueState())
    for key in ("default/a", "default/b"):
        queue.add(key, 0, 0, False, 0)
    return queue


def keys(queue):
    return [pod.key for pod in queue.unschedulable()]


def test_who_was_refused_waits_until_something_happens():
    queue = waiting()
    assert keys(queue) == []
    queue.refuse("default/b", ["NodeResourcesFit"], 0)
    queue.refuse("default/a", ["NodeResourcesFit"], 0)
    assert keys(queue) == ["default/a", "default/b"]
    queue.wake("default/a", 0)
    assert keys(queue) == ["default/b"]
    queue.remove("default/b")
    assert keys(queue) == []


def test_who_waits_is_known_again_from_the_state():
    queue = waiting()
    queue.refuse("default/a", [], 0)
    assert keys(SchedulingQueue(queue.state)) == ["default/a"]


def test_a_pod_that_was_refused_backs_off_when_it_is_woken():
    queue = waiting()
    queue.refuse(queue.pop().key, [], 0)
    queue.wake("default/a", SECOND // 2)
    assert queue.state.pods["default/a"].where == "backoff"
    assert [queue.pop().key, queue.pop().key] == ["default/b", "default/a"]
    assert queue.pop() is None


def test_a_pod_that_is_not_there_is_nobodys_trouble():
    queue = waiting()
    queue.refuse("default/none", [], 0)
    queue.wake("default/none", 0)
    assert keys(queue) == []
