"""Back-off per key: doubled, bounded, forgotten."""

from podlab.engine.client.backoff import Backoff, BackoffState
from podlab.engine.kernel.clock import MINUTE, SECOND


def backoff() -> Backoff:
    return Backoff(BackoffState(), SECOND, 8 * SECOND)


def test_a_key_that_never_went_may_go() -> None:
    assert backoff().delay("a", 5 * SECOND) == 0


def test_each_time_doubles_the_delay_up_to_the_longest() -> None:
    one, now = backoff(), 0
    delays: list[int] = []
    for _ in range(6):
        one.next("a", now)
        delays.append(one.delay("a", now) // SECOND)
        now += delays[-1] * SECOND
        assert one.delay("a", now) == 0
    assert delays == [1, 2, 4, 8, 8, 8]


def test_keys_do_not_know_each_other() -> None:
    one = backoff()
    one.next("a", 0)
    assert one.delay("b", 0) == 0


def test_a_key_is_in_its_backoff_until_the_delay_is_over() -> None:
    one = backoff()
    one.next("a", 0)
    assert one.delay("a", SECOND - 1) == SECOND
    assert one.delay("a", SECOND) == 0


def test_after_long_peace_it_begins_anew_and_nothing_is_kept() -> None:
    state = BackoffState()
    one = Backoff(state, SECOND, 8 * SECOND)
    one.next("a", 0)
    one.next("a", SECOND)
    one.next("b", MINUTE)
    assert list(state.entries) == ["b"]
    one.next("a", MINUTE)
    assert one.delay("a", MINUTE) == SECOND
