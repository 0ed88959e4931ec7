"""The queue of events."""

import pytest

from podlab.engine.kernel.queue import Event, EventQueue

EVENT = Event("target", "kind", None, 0)


def test_an_empty_queue_says_so():
    queue = EventQueue()
    assert queue.next_time() is None
    assert len(queue) == 0
    with pytest.raises(IndexError):
        queue.pop()


def test_cancelled_events_do_not_count():
    queue = EventQueue()
    serial = queue.push(1, 0, EVENT)
    queue.push(2, 0, EVENT)
    queue.cancel(serial)
    assert len(queue) == 1
    assert queue.next_time() == 2
    assert queue.pop() == (2, EVENT)
