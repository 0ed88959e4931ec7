"""Limits: a window per key, and bounded memory."""

from podlab.classroom.limits import MAX_KEYS, Limiter


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_key_is_blocked_after_its_attempts_and_free_when_they_are_old():
    clock = Clock()
    limiter = Limiter(most=2, seconds=10, clock=clock)
    limiter.count("a")
    assert not limiter.blocked("a")
    limiter.count("a")
    assert limiter.blocked("a")
    assert not limiter.blocked("b")
    clock.now = 10.0
    assert not limiter.blocked("a")


def test_one_who_has_shown_who_they_are_begins_afresh():
    limiter = Limiter(most=1, seconds=10)
    limiter.count("a")
    limiter.forget("a")
    assert not limiter.blocked("a")


def test_strangers_cannot_fill_the_memory():
    limiter = Limiter(most=1, seconds=10)
    for number in range(MAX_KEYS + 10):
        limiter.count(str(number))
    assert not limiter.blocked("0")
    assert limiter.blocked(str(MAX_KEYS + 9))
