"""The log of causes: chains, and forgetting."""

from podlab.engine.kernel.causes import Cause, CauseLog


def test_a_chain_goes_back_to_the_first_cause():
    log = CauseLog()
    first = log.record(Cause(0, 1, "learner", "apply", "deployments/web"))
    second = log.record(Cause(first, 2, "deployment-controller", "reconcile", "default/web"))
    assert [cause.action for cause in log.chain(second)] == ["reconcile", "apply"]


def test_the_oldest_are_forgotten_and_chains_end_there():
    log = CauseLog(limit=2)
    numbers = [log.record(Cause(parent, parent, "x", "y", "z")) for parent in range(4)]
    assert len(log.rows) == 2
    assert len(log.chain(numbers[-1])) == 2


def test_what_is_taken_back_makes_room_and_the_numbers_go_on_from_there():
    log = CauseLog(limit=3)
    for time in range(5):
        log.record(Cause(0, time, "x", "y", "z"))
    log.forget_after(4)
    assert sorted(log.rows) == [3, 4]
    assert log.record(Cause(0, 9, "x", "again", "z")) == 5
    assert sorted(log.rows) == [3, 4, 5]
    assert log.rows[5].action == "again"
