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
