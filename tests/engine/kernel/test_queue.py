"""The queue of events."""

from podlab.engine.kernel.queue import Event, EventQueue

EVENT = Event("target", "kind", None, 0)


def test_an_empty_queue_says_so():
    queue = EventQueue()
    assert queue.next_time() is None
    assert len(queue) == 0
    assert queue.pop_due(10) is None


def test_cancelled_events_do_not_count():
    queue = EventQueue()
    serial = queue.push(1, 0, EVENT)
    queue.push(2, 0, EVENT)
    queue.cancel(serial)
    assert len(queue) == 1
    assert queue.next_time() == 2
    assert queue.pop_due(2) == (2, 0, serial + 1, EVENT)


def test_events_that_are_not_due_stay():
    queue = EventQueue()
    queue.push(5, 0, EVENT)
    assert queue.pop_due(4) is None
    assert len(queue) == 1
