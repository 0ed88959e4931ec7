"""What learners have clusters for."""

from lessons.catalog import lessons
from lessons.purposes import Purposes
from podlab.engine.spec import learner_spec


def test_every_lesson_and_the_free_cluster_have_a_specification():
    purposes = Purposes()
    assert purposes[""] == learner_spec()
    assert set(purposes) == {"", *(one.name for one in lessons())}
    assert len(purposes) == len(lessons()) + 1
    assert purposes[lessons()[0].name] == lessons()[0].spec


def test_nobody_has_a_cluster_for_something_else():
    assert "404_nothing" not in Purposes()
