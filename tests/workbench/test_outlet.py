"""A socket's queue: numbers, coalescing, bounds, resuming."""

import json

from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.observe.delta import apply_delta
from podlab.workbench.outlet import MAX_WAITING_BYTES, WINDOW_BYTES, Outlet


def output(data, terminal="1"):
    return {"t": "terminal.output", "terminal": terminal, "data": data}


def change(items=(), drop=()):
    return {
        "t": "picture.change",
        "time": 1,
        "delta": {"set": [{"id": i, "v": v} for i, v in items], "drop": list(drop)},
    }


def drain(outlet):
    taken = []
    while (text := outlet.take()) is not None:
        taken.append(json.loads(text))
    return taken


def test_messages_are_numbered_as_they_are_sent():
    outlet = Outlet()
    outlet.put({"t": "lessons"})
    outlet.put({"t": "clock"})
    assert [message["n"] for message in drain(outlet)] == [1, 2]


def test_output_of_one_terminal_is_joined():
    outlet = Outlet()
    for data in ("a", "b"):
        outlet.put(output(data))
    outlet.put(output("x", terminal="2"))
    assert [message["data"] for message in drain(outlet)] == ["ab", "x"]


def test_only_the_newest_clock_is_kept():
    outlet = Outlet()
    outlet.put({"t": "clock", "clock": 1})
    outlet.put({"t": "clock", "clock": 2})
    assert [message["clock"] for message in drain(outlet)] == [2]


CHANGES = st.lists(
    st.tuples(
        st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=3),
        st.lists(st.sampled_from("abc"), max_size=2),
    ),
    max_size=6,
)


@given(CHANGES)
def test_merged_changes_do_what_the_single_ones_did(changes):
    outlet = Outlet()
    singly = merged = [{"id": "a", "v": -1}]
    for items, drop in changes:
        items = [item for item in items if item[0] not in drop]
        message = change(items, drop)
        singly = apply_delta(singly, message["delta"])
        outlet.put(message)
    for message in drain(outlet):
        merged = apply_delta(merged, message["delta"])
    assert sorted(singly, key=str) == sorted(merged, key=str)


def test_a_queue_that_grows_too_long_is_dropped_and_says_so():
    outlet = Outlet()
    for number in range(5):
        outlet.put({"t": "reply", "id": number, "text": "x" * (MAX_WAITING_BYTES // 4)})
    assert outlet.overflowed
    assert outlet.take() is None
    assert outlet.waiting_bytes == 0
    outlet.clear()
    outlet.put({"t": "clock"})
    assert len(drain(outlet)) == 1


def test_a_page_that_does_not_acknowledge_gets_no_more_than_a_window():
    outlet = Outlet()
    for _ in range(20):
        outlet.put({"t": "reply", "id": 1, "text": "x" * 100_000})
        drain(outlet)
    assert outlet.on_its_way <= WINDOW_BYTES + 110_000
    assert outlet.take() is None
    outlet.clear()
    outlet.acknowledge(outlet.number)
    outlet.put({"t": "clock"})
    assert len(drain(outlet)) == 1


def test_a_page_that_comes_back_gets_what_it_missed():
    outlet = Outlet()
    for number in range(3):
        outlet.put({"t": "reply", "id": number})
        drain(outlet)
    assert [json.loads(text)["id"] for text in outlet.missed(1)] == [1, 2]
    assert outlet.missed(3) == []


def test_what_is_no_longer_kept_cannot_be_resumed():
    outlet = Outlet()
    for number in range(8):
        outlet.put({"t": "reply", "id": number, "text": "x" * 50_000})
        outlet.acknowledge(outlet.number)
        drain(outlet)
    assert outlet.missed(1) is None
    assert outlet.missed(99) is None
    assert Outlet().missed(4) is None
