"""Filling is by path copy: what has everything stays the same object."""

from podlab.engine.objects.defaults.fill import at, at_path, each, fill


def test_only_what_is_missing_is_filled() -> None:
    assert fill({"a": 1, "b": ""}, a=2, b=3) == {"a": 1, "b": 3}


def test_a_full_object_is_the_same_one() -> None:
    full = {"a": 0, "l": [{"x": 1}], "d": {"e": {"f": 1}}}
    assert fill(full, a=2) is full
    assert each(full, "l", lambda one: fill(one, x=2)) is full
    assert at(full, "d", lambda one: one) is full
    assert at_path(full, ("d", "e"), lambda one: fill(one, f=2)) is full
    assert at_path(full, ("nosuch", "e"), lambda one: fill(one, f=2)) is full


def test_the_old_object_is_not_touched() -> None:
    old = {"d": {"e": {}}}
    assert at_path(old, ("d", "e"), lambda one: fill(one, f=2)) == {"d": {"e": {"f": 2}}}
    assert old == {"d": {"e": {}}}
