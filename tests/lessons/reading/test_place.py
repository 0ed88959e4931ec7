"""The place of lessons in the course."""

import pytest

from lessons.catalog import lessons
from lessons.reading.course import BadPlace, Exam, Place, read_place


def test_what_is_said_and_what_is_not():
    assert read_place({}) == Place()
    told = read_place({"topic": "pod", "needs": ["001_a"], "exercise": True})
    assert told == Place("pod", ("001_a",), True)
    exam = read_place({"exam": {"minutes": 20, "rewind": True}}).exam
    assert exam == Exam(20, clock=False, rewind=True)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"topic": "nothing"}, "topic"),
        ({"needs": "001_a"}, "needs"),
        ({"needs": [1]}, "needs"),
        ({"exercise": "yes"}, "exercise"),
        ({"exam": 20}, "exam"),
        ({"exam": {}}, "exam"),
        ({"exam": {"minutes": 0}}, "exam"),
        ({"exam": {"minutes": True}}, "exam"),
        ({"exam": {"minutes": 1000}}, "exam"),
        ({"exam": {"minutes": 20, "clock": "no"}}, "exam"),
        ({"exam": {"minutes": 20, "hints": True}}, "exam"),
    ],
)
def test_refusals(data, field):
    with pytest.raises(BadPlace) as refused:
        read_place(data)
    assert refused.value.field == field


def test_needs_never_go_round_in_a_circle():
    needs = {one.name: set(one.place.needs) for one in lessons()}
    while ready := {name for name, wanted in needs.items() if not wanted}:
        needs = {name: wanted - ready for name, wanted in needs.items() if name not in ready}
    assert not needs
