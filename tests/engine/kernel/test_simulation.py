"""The simulation: order, time, budgets, notices, causes."""

from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.simulation import Simulation, SimulationState


def make(seed=1):
    return Simulation(SimulationState(now=1_000, chance=Chance(seed)))


def recorded(sim, target="here"):
    seen = []
    sim.register(target, lambda kind, payload: seen.append((sim.now, kind, payload)))
    return seen


def test_events_come_in_order_of_time_and_then_of_scheduling():
    sim = make()
    seen = recorded(sim)
    sim.after(20, "here", "late")
    sim.after(10, "here", "first")
    sim.after(10, "here", "second")
    assert sim.run_until(2_000)
    assert [kind for _, kind, _ in seen] == ["first", "second", "late"]
    assert sim.now == 2_000


def test_priority_goes_before_the_order_of_scheduling():
    sim = make()
    seen = recorded(sim)
    sim.at(1_010, "here", "ordinary")
    sim.at(1_010, "here", "urgent", priority=-1)
    sim.run_until(1_010)
    assert [kind for _, kind, _ in seen] == ["urgent", "ordinary"]


def test_nothing_is_ever_scheduled_in_the_past():
    sim = make()
    seen = recorded(sim)
    sim.at(5, "here", "early")
    sim.run_until(1_000)
    assert seen == [(1_000, "early", None)]


def test_a_cancelled_event_does_not_come():
    sim = make()
    seen = recorded(sim)
    serial = sim.after(10, "here", "no")
    sim.after(11, "here", "yes")
    sim.cancel(serial)
    sim.run_until(2_000)
    assert [kind for _, kind, _ in seen] == ["yes"]


def test_a_budget_stops_the_run_where_it_is():
    sim = make()
    seen = recorded(sim)
    for delay in (10, 20, 30):
        sim.after(delay, "here", "event")
    assert not sim.run_until(2_000, budget=2)
    assert len(seen) == 2
    assert sim.now == 1_020
    assert sim.run_until(2_000, budget=2)
    assert sim.now == 2_000


def test_an_event_for_nobody_is_dropped():
    sim = make()
    sim.after(10, "gone", "event")
    assert sim.run_until(2_000)


def test_a_notice_wakes_each_waiter_once():
    sim = make()
    seen = recorded(sim)
    sim.wait_for("news", "here", "wake", "a")
    sim.wait_for("news", "here", "wake", "a")
    sim.wait_for("news", "here", "wake", "b")
    sim.post("news")
    sim.post("news")
    sim.run_until(2_000)
    assert [payload for _, _, payload in seen] == ["a", "b"]


def test_who_stops_waiting_is_not_woken_and_leaves_nothing():
    sim = make()
    seen = recorded(sim)
    sim.wait_for("news", "here", "wake", "a")
    sim.wait_for("news", "here", "wake", "b")
    sim.stop_waiting("news", "here", "wake", "a")
    sim.stop_waiting("news", "here", "wake", "nobody")
    sim.stop_waiting("olds", "here", "wake", "a")
    sim.post("news")
    sim.run_until(2_000)
    assert [payload for _, _, payload in seen] == ["b"]
    sim.wait_for("news", "here", "wake", "a")
    sim.stop_waiting("news", "here", "wake", "a")
    assert sim.state.notices == {}


def test_an_event_carries_the_cause_under_which_it_was_scheduled():
    sim = make()
    chains = []
    sim.register("here", lambda kind, payload: chains.append(sim.state.causes.chain(sim.cause)))
    sim.because("learner", "apply", "pods/web")
    sim.because("scheduler", "bind", "pods/web")
    sim.after(10, "here", "event")
    sim.cause = 0
    sim.run_until(2_000)
    assert [cause.component for cause in chains[0]] == ["scheduler", "learner"]


@given(st.lists(st.integers(0, 1_000), max_size=40), st.integers(1, 7))
def test_slices_change_nothing(delays, budget):
    """However a run is cut into slices, the same events come at the same times."""
    whole, sliced = make(), make()
    runs = []
    for sim in (whole, sliced):
        runs.append(recorded(sim))
        for place, delay in enumerate(delays):
            sim.after(delay, "here", str(place))
    whole.run_until(5_000)
    while not sliced.run_until(5_000, budget):
        pass
    assert runs[0] == runs[1]
