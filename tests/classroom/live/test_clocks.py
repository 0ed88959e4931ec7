"""Clocks that a class holds: what is asked of them, and whose they are afterwards."""

import pytest

from podlab.classroom.live.clocks import CLASS, given_back, held
from podlab.engine.spec import default_spec
from podlab.workbench.models import ClusterRecord, JournalRow, Learner

PAUSE, RESUME = {"do": "clock.pause"}, {"do": "clock.resume"}


def speed(value):
    return {"do": "clock.speed", "speed": value}


def by_class(command):
    return {**command, "by": CLASS}


def a_cluster(*commands):
    made = ClusterRecord.objects.create(
        learner=Learner.objects.create(), spec=default_spec(), seed=1, start=1
    )
    for number, command in enumerate(commands, 1):
        JournalRow.objects.create(
            cluster=made, sequence=number, steps=number, time=number, command=command
        )
    return made.name


@pytest.mark.parametrize(
    ("hold", "paused", "wanted"),
    [
        ("paused", False, [PAUSE]),
        ("paused", True, []),
        ("speed", False, [speed(5.0)]),
        ("speed", True, [speed(5.0), RESUME]),
    ],
)
def test_a_hold_makes_a_clock_what_the_class_wants(hold, paused, wanted):
    assert held(hold, 5.0, paused=paused) == [by_class(one) for one in wanted]


@pytest.mark.parametrize(
    ("journal", "wanted"),
    [
        # Nothing was done to the clock, or nothing by the class.
        ([], []),
        ([speed(20.0), PAUSE], []),
        # The learner's own speed comes back; without one, the usual.
        ([by_class(speed(2.0))], [speed(1.0)]),
        ([speed(20.0), by_class(speed(2.0))], [speed(20.0)]),
        ([speed(20.0), by_class(speed(2.0)), by_class(speed(5.0))], [speed(20.0)]),
        ([speed(2.0), by_class(speed(2.0))], []),
        # What was stopped goes on; what the learner had stopped stands again.
        ([by_class(PAUSE)], [RESUME]),
        ([PAUSE, by_class(PAUSE)], []),
        ([PAUSE, by_class(speed(5.0)), by_class(RESUME)], [speed(1.0), PAUSE]),
        ([{"do": "clock.step"}, by_class(RESUME)], [PAUSE]),
        ([PAUSE, RESUME, by_class(PAUSE)], [RESUME]),
        # Other commands of the class are none of the clock's.
        ([speed(20.0), by_class({"do": "file.write", "path": "/root/x", "text": ""})], []),
    ],
)
def test_a_clock_that_is_given_back_is_its_learners_again(journal, wanted):
    cluster = a_cluster(*journal)
    commands = given_back(cluster)
    assert commands == [by_class(one) for one in wanted]
    after = a_cluster(*journal, *commands)
    assert given_back(after) == []


def test_another_clusters_clock_is_not_looked_at():
    a_cluster(by_class(PAUSE))
    assert given_back(a_cluster()) == []
