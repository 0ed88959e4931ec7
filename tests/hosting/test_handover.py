"""The interpreter lock is given away sooner than Python does by itself."""

import sys

from podlab.hosting.handover import INTERVAL, give_way


def test_threads_that_wait_get_the_interpreter_soon():
    before = sys.getswitchinterval()
    try:
        give_way()
        assert sys.getswitchinterval() == INTERVAL < 0.005
    finally:
        sys.setswitchinterval(before)
