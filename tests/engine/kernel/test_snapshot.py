"""Snapshots: what is written is read back, and nothing else can be built."""

import pickle
import zlib
from collections import deque
from dataclasses import dataclass, field

import pytest

from podlab.engine.kernel.chance import Chance
from podlab.engine.kernel.simulation import Simulation, SimulationState
from podlab.engine.kernel.snapshot import FORMAT, BadSnapshot, fingerprint, from_bytes, to_bytes


def test_a_state_comes_back_with_its_queue():
    sim = Simulation(SimulationState(now=5, chance=Chance(1)))
    sim.after(10, "somebody", "event", {"a": [1, 2]})
    again = Simulation(from_bytes(to_bytes(sim.state)))
    assert fingerprint(again.state) == fingerprint(sim.state)
    assert again.next_time() == 15


def test_the_fingerprint_is_of_values_not_of_identities():
    shared = ["x"]
    assert fingerprint([shared, shared]) == fingerprint([["x"], ["x"]])
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert fingerprint(1) != fingerprint("1")
    assert fingerprint(deque([1])) == fingerprint([1])


def test_what_is_not_data_has_no_fingerprint():
    with pytest.raises(TypeError, match="not plain data"):
        fingerprint({"function": print})


@dataclass
class Foreign:
    value: int = field(default=1)


@pytest.mark.parametrize("intruder", [Foreign(), print, ValueError("x")])
def test_bytes_that_hold_anything_else_are_refused(intruder):
    data = zlib.compress(pickle.dumps((FORMAT, intruder)))
    with pytest.raises(BadSnapshot):
        from_bytes(data)


@pytest.mark.parametrize("data", [b"", b"junk", zlib.compress(b"junk")])
def test_damaged_bytes_are_refused(data):
    with pytest.raises(BadSnapshot):
        from_bytes(data)


def test_another_format_is_refused():
    with pytest.raises(BadSnapshot, match="format"):
        from_bytes(zlib.compress(pickle.dumps((FORMAT + 1, {}))))
