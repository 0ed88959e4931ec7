"""Informers: late, in order, filtered; the same after a restart."""

from podlab.engine.client.informer import LATENCY, Informers, InformersState
from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.store.store import Key, Store, StoreState

SHORT = 3
"""Changes that the log of the tests' stores keeps where it is to be cut."""


class World:
    def __init__(self, keep=5_000):
        self.sim = Simulation(SimulationState(now=0, chance=Chance(1)))
        self.store = Store(StoreState(keep=keep))
        self.heard = []

    def informers(self, state=None, only=None):
        informers = Informers("test", state or InformersState(), self.store, self.sim)
        informers.watch("pods", self.hear, only)
        return informers

    def hear(self, type_, obj, previous):
        self.heard.append((type_, obj["metadata"]["name"], previous is not None))

    def put(self, name, resource="pods", **metadata):
        obj = {"metadata": {"name": name, "namespace": "default", **metadata}}
        key = Key(resource, "default", name)
        if self.store.get(key) is None:
            self.store.create(key, obj, self.sim.now, 0, "tester")
        else:
            self.store.update(key, obj, self.sim.now, 0, "tester")

    def delete(self, name):
        self.store.delete(Key("pods", "default", name), self.sim.now, 0, "tester")

    def restart(self, stopped):
        """A new process around the state of one that ended."""
        self.heard.clear()
        return self.informers(stopped.state)


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
    world.delete("web")
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
    again = world.restart(first)  # from a snapshot: before the delivery
    world.put("later")
    world.sim.run_until(3 * LATENCY)
    assert [name for _, name, _ in world.heard] == ["web", "later"]
    assert len(again.list("pods")) == 2


def test_what_others_write_into_a_short_log_costs_no_list():
    world = World(keep=SHORT)
    world.put("web", uid="1")
    world.informers().start()
    for _ in range(2 * SHORT):
        world.put("settings", resource="configmaps")
    world.put("web", uid="2")
    world.sim.run_until(LATENCY)
    assert world.heard == [("ADDED", "web", False), ("MODIFIED", "web", True)]


def test_more_changes_than_the_log_holds_are_listed_again():
    world = World(keep=SHORT)
    informers = world.informers()
    informers.start()
    for number in range(2 * SHORT):
        world.put(f"web-{number}")
    world.sim.run_until(LATENCY)
    assert world.heard == [("ADDED", f"web-{number}", False) for number in range(2 * SHORT)]
    assert informers.state.delivered == world.store.revision
    world.delete("web-0")
    world.sim.run_until(2 * LATENCY)
    assert world.heard[-1] == ("DELETED", "web-0", True)


def test_a_component_that_was_stopped_hears_every_difference():
    world = World(keep=SHORT)
    for name in ("gone", "same", "changed", "born-again"):
        world.put(name, uid=f"{name}-1")
    first = world.informers()
    first.start()
    first.stop()
    world.delete("gone")
    world.put("changed", uid="changed-1", labels={"a": "b"})
    world.delete("born-again")
    world.put("born-again", uid="born-again-2")
    for _ in range(2 * SHORT):
        world.put("settings", resource="configmaps")
    again = world.restart(first)
    world.put("new")
    world.sim.run_until(2 * LATENCY)
    assert world.heard == [
        ("DELETED", "born-again", True),
        ("DELETED", "gone", True),
        ("ADDED", "born-again", False),
        ("MODIFIED", "changed", True),
        ("ADDED", "new", False),
    ]
    assert [pod["metadata"]["name"] for pod in again.list("pods")] == [
        "born-again", "changed", "new", "same",
    ]  # fmt: skip


def test_what_is_gone_is_told_with_its_last_known_state():
    world = World()
    world.put("web", labels={"seen": "yes"})
    states = []
    first = world.informers()
    first.start()
    first.stop()
    world.put("web", labels={"seen": "no"})
    world.delete("web")
    again = Informers("test", first.state, world.store, world.sim)
    again.watch("pods", lambda type_, obj, _: states.append((type_, obj["metadata"]["labels"])))
    again.start()
    assert states == [("DELETED", {"seen": "yes"})]


def test_what_a_stopped_component_had_yet_to_hear_does_not_keep_its_successor_waiting():
    world = World()
    first = world.informers()
    first.start()
    world.put("web")
    first.stop()
    world.sim.run_until(2 * LATENCY)
    assert world.heard == []
    world.restart(first)
    world.put("later")
    world.sim.run_until(4 * LATENCY)
    assert [name for _, name, _ in world.heard] == ["later", "web"]


def test_a_list_again_keeps_to_the_filter():
    world = World()
    world.put("web", labels={"mine": "1"})
    mine = {"only": lambda obj: obj["metadata"].get("labels") == {"mine": "1"}}
    first = world.informers(**mine)
    first.start()
    first.stop()
    world.put("web", labels={})
    world.put("other")
    world.heard.clear()
    world.informers(first.state, **mine).start()
    assert world.heard == [("DELETED", "web", True)]
