"""Answers of nodes: asked once, until the node changes."""

import pytest

from podlab.engine.scheduler.columns import LIMIT, MOST_CHANGES, Chosen, Columns


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([1, 2], "bc"),
        ([3, 4, 0], "dea"),
        ([4], "e"),
        ([0, 1, 2, 3, 4], "abcde"),
        ([2, 3, 4, 0, 1], "cdeab"),
        ([0, 2, 4], "ace"),
        ([3, 0, 1], "dab"),
        ([], ""),
    ],
)
def test_chosen_nodes_come_in_the_order_in_which_they_were_looked_at(places, expected):
    assert "".join(Chosen(places, 5).of(list("abcde"))) == expected


def test_no_nodes_at_all():
    assert Chosen([], 0).of([]) == []


def test_a_node_is_asked_once_until_it_changes():
    asked: list[int] = []

    def ask(place: int) -> int:
        asked.append(place)
        return place * 10

    columns, chosen = Columns(), Chosen([3, 0, 1], 4)
    for _ in range(2):
        assert columns.of("size", 4).answers(chosen, ask) == [30, 0, 10]
    assert sorted(asked) == [0, 1, 3]
    columns.forget(0)
    columns.forget(2)
    columns.of("size", 4).answers(chosen, ask)
    assert asked[3:] == [0]
    assert columns.of("size", 4).answer(2, ask) == 20
    assert columns.of("size", 4).answer(2, ask) == 20
    assert asked[4:] == [2]


def test_other_nodes_begin_anew():
    columns = Columns()
    columns.of("size", 2).answers(Chosen([0, 1], 2), lambda place: "old")
    columns.clear()
    assert columns.of("size", 3).answers(Chosen([1, 2], 3), lambda place: "new") == ["new"] * 2


def test_more_questions_than_are_remembered_are_asked_again():
    columns, asked = Columns(), list[str]()
    for number in (*range(LIMIT), 0, LIMIT, 0):
        question = f"q{number}"
        columns.of(question, 1).answer(0, lambda place, told=question: asked.append(told))
    assert asked == [*(f"q{number}" for number in range(LIMIT)), f"q{LIMIT}", "q0"]


def test_columns_that_are_seldom_read_hear_of_all_changes():
    columns = Columns()
    chosen = Chosen([0, 1, 2], 3)
    columns.of("size", 3).answers(chosen, lambda place: "old")
    columns.forget(1)
    for _ in range(MOST_CHANGES):
        columns.forget(2)
    columns.of("late", 3).answers(chosen, lambda place: "old")
    columns.forget(0)
    assert columns.of("size", 3).answers(chosen, lambda place: "new") == ["new"] * 3
    assert columns.of("late", 3).answers(chosen, lambda place: "new") == ["new", "old", "old"]
