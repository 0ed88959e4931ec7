"""Sharing: a second state is equal to the first, independent of it, and has its constants."""

from collections import deque
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.sharing import SHARED, Stored, share
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.rewind import replay
from tests.simulation.operations import operations

START = 1_790_000_000 * SECOND


class Row(NamedTuple):
    time: int
    object: Stored


class Loose(NamedTuple):
    names: list[str]


@dataclass(frozen=True)
class Fact:
    name: str
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Inner:
    count: int = 0


@dataclass(slots=True)
class State:
    objects: dict[str, Stored] = field(default_factory=dict)
    log: deque[Row] = field(default_factory=lambda: deque(maxlen=3))
    names: list[str] = field(default_factory=list)
    inner: Inner = field(default_factory=Inner)
    again: Inner | None = None
    anything: Any = None
    pair: tuple[int, list[str]] = (0, [])
    loose: Loose | None = None
    fact: Fact = Fact("f")
    numbers: set[int] = field(default_factory=set)
    constant: Annotated[list[int], SHARED] = field(default_factory=list)


def test_what_can_change_is_copied():
    state = State(names=["a"], anything={"x": [1]}, numbers={1}, pair=(1, ["p"]))
    state.loose = Loose(["l"])
    other = share(state)
    other.names.append("b")
    other.inner.count = 5
    other.anything["x"].append(2)
    other.numbers.add(2)
    other.pair[1].append("q")
    other.loose.names.append("m")
    assert (state.names, state.inner.count, state.anything) == (["a"], 0, {"x": [1]})
    assert (state.numbers, state.pair, state.loose) == ({1}, (1, ["p"]), Loose(["l"]))


def test_what_never_changes_is_the_same_thing():
    pod = {"metadata": {"name": "web"}}
    state = State(objects={"web": pod}, log=deque([Row(1, pod)], maxlen=3), constant=[1])
    other = share(state)
    assert other.objects is not state.objects
    assert other.objects["web"] is pod
    assert other.log[0] is state.log[0]
    assert other.log.maxlen == 3
    assert other.fact is state.fact
    assert other.constant is state.constant


def test_one_thing_in_two_places_is_one_thing_again():
    state = State()
    state.again = state.inner
    state.anything = [state.names, state.names]
    other = share(state)
    assert other.again is other.inner is not state.inner
    assert other.anything[0] is other.anything[1] is other.names is not state.names


def test_what_is_not_data_cannot_be_shared():
    with pytest.raises(TypeError, match="not plain data"):
        share(State(anything=print))


@pytest.mark.parametrize("seed", range(4))
def test_a_branch_of_a_cluster_and_its_origin_do_not_disturb_each_other(seed):
    cluster = Cluster.create(default_spec(), seed, START)
    rows = operations(seed, 8)
    for pause, command in rows[:4]:
        cluster.sim.run_until(cluster.sim.now + pause * SECOND)
        replay(cluster, command)
    kept, branch = share(cluster.state), cluster.branch()
    then = fingerprint(cluster.state)
    assert fingerprint(branch.state) == then
    lives = []
    for one in (cluster, branch):
        for pause, command in rows[4:]:
            one.sim.run_until(one.sim.now + pause * SECOND)
            replay(one, command)
        lives.append(fingerprint(one.state))
    assert lives[0] == lives[1] != then
    assert fingerprint(kept) == then
