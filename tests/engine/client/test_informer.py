"""Informers: late, in order, filtered; the same after a restart."""

from podlab.engine.client.informer import LATENCY, Informers, InformersState
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.store.store import Key, Store, StoreState


class World:
    def __init__(self):
        self.sim = Simulation(SimulationState(now=0, chance=Chance(1)))
        self.store = Store(StoreState())
        self.heard = []

    def informers(self, state=None, only=None):
        informers = Informers("test", state or InformersState(), self.store, self.sim)
        informers.watch("pods", self.hear, only)
        return informers

    def hear(self, type_, obj, previous):
        self.heard.append((type_, obj["metadata"]["name"], previous is not None))

    def put(self, name, **metadata):
        obj = {"metadata": {"name": name, "namespace": "default", **metadata}}
        key = Key("pods", "default", name)
        if self.store.get(key) is None:
            self.store.create(key, obj, self.sim.now, 0, "tester")
        else:
            self.store.update(key, obj, self.sim.now, 0, "tester")


def test_what_exists_is_listed_at_the_start():
    world = World()
    world.put("web")
    world.informers().start()
    assert world.heard == [("ADDED", "web", False)]


def test_changes_come_late_and_in_order():
    world = World()
    informers = world.informers()
    informers.start()
    world.put("web")
    world.put("web", labels={"a": "b"})
    assert informers.get("pods", "default", "web") is None
    world.sim.run_until(LATENCY)
    assert world.heard == [("ADDED", "web", False), ("MODIFIED", "web", True)]
    assert informers.list("pods")[0]["metadata"]["labels"] == {"a": "b"}


def test_a_deletion_empties_the_cache():
    world = World()
    world.put("web")
    informers = world.informers()
    informers.start()
    world.store.delete(Key("pods", "default", "web"), 0, 0, "tester")
    world.sim.run_until(LATENCY)
    assert world.heard[-1] == ("DELETED", "web", True)
    assert informers.list("pods", "default") == []


def test_a_filter_turns_leaving_into_deletion():
    world = World()
    informers = world.informers(only=lambda obj: obj["metadata"].get("labels") == {"mine": "1"})
    informers.start()
    world.put("web")
    world.put("web", labels={"mine": "1"})
    world.put("web", labels={})
    world.sim.run_until(LATENCY)
    assert [type_ for type_, _, _ in world.heard] == ["ADDED", "DELETED"]


def test_a_restored_informer_goes_on_where_it_was():
    world = World()
    first = world.informers()
    first.start()
    world.put("web")
    world.sim.run_until(LATENCY)
    first.stop()
    world.put("late")
    world.heard.clear()
    again = world.informers(first.state)
    world.put("later")
    world.sim.run_until(3 * LATENCY)
    assert [name for _, name, _ in world.heard] == ["late", "later"]
    assert len(again.list("pods")) == 3
