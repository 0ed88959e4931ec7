"""Work queues: coalescing, delays, back-off."""

from podlab.engine.client.workqueue import WorkQueue, WorkQueueState
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.kernel.simulation import Simulation, SimulationState


def make(reconcile=None):
    sim = Simulation(SimulationState(now=0, chance=Chance(1)))
    seen = []
    queue = WorkQueue(
        "test", WorkQueueState(), sim, reconcile or (lambda key: seen.append((sim.now, key)))
    )
    return sim, queue, seen


def test_adding_twice_is_once():
    sim, queue, seen = make()
    queue.add("a")
    queue.add("a")
    queue.add("b")
    sim.run_until(SECOND)
    assert [key for _, key in seen] == ["a", "b"]


def test_a_key_added_while_it_is_handled_comes_again():
    sim, queue, seen = make()

    def reconcile(key):
        seen.append(key)
        if len(seen) < 3:
            queue.add(key)

    sim, queue, _ = make(lambda key: reconcile(key))
    queue.add("a")
    sim.run_until(SECOND)
    assert seen == ["a", "a", "a"]


def test_the_earliest_of_several_delays_wins():
    sim, queue, seen = make()
    queue.add_after("a", 5 * SECOND)
    queue.add_after("a", 2 * SECOND)
    queue.add_after("a", 9 * SECOND)
    sim.run_until(20 * SECOND)
    assert [time // SECOND for time, _ in seen] == [2]


def test_back_off_doubles_until_it_is_forgotten():
    sim, queue, seen = make()
    for _ in range(3):
        queue.retry("a")
        sim.run_until(sim.now + SECOND)
    gaps = [time % SECOND // MILLISECOND for time, _ in seen]
    assert gaps == [5, 10, 20]
    queue.forget("a")
    queue.retry("a")
    sim.run_until(sim.now + SECOND)
    assert seen[-1][0] % SECOND // MILLISECOND == 5


def test_the_cause_of_the_first_add_is_in_force():
    causes = []
    sim, queue, _ = make(lambda key: causes.append(sim.state.causes.chain(sim.cause)[0].action))
    sim.because("learner", "apply", "a")
    queue.add("a")
    sim.because("kubelet", "heartbeat", "n")
    queue.add("a")
    sim.run_until(SECOND)
    assert causes == ["apply"]
