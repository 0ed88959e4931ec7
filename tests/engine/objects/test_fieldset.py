"""Sets of fields behave as sets, in the form in which the API stores them."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects.fieldset import (
    difference,
    in_order,
    intersection,
    path_text,
    paths,
    union,
)

LABELS = {"f:metadata": {"f:labels": {".": {}, "f:a": {}}}}


def test_paths_in_kubernetes_order() -> None:
    fields = {"f:spec": {"f:z": {}, "f:a": {"f:x": {}}, 'k:{"port":80}': {}, 'k:{"port":9}': {}}}
    assert [path_text(path) for path in paths(fields)] == [
        ".spec.z", ".spec[port=9]", ".spec[port=80]", ".spec.a.x",
    ]  # fmt: skip


def test_path_text_of_items() -> None:
    path = ("f:ports", 'k:{"containerPort":80,"protocol":"TCP"}', "f:name")
    assert path_text(path) == '.ports[containerPort=80,protocol="TCP"].name'
    assert path_text(("f:finalizers", 'v:"a/b"')) == '.finalizers[="a/b"]'


def test_a_member_with_children_has_a_dot() -> None:
    assert union(LABELS, {"f:metadata": {"f:labels": {"f:b": {}}}}) == {
        "f:metadata": {"f:labels": {".": {}, "f:a": {}, "f:b": {}}}
    }
    assert difference(LABELS, {"f:metadata": {"f:labels": {"f:a": {}}}}) == {
        "f:metadata": {"f:labels": {}}
    }


def test_the_dot_stands_first() -> None:
    assert list(in_order({"f:b": {}, ".": {}, "f:a": {}})) == [".", "f:a", "f:b"]


def as_set(fields: Any) -> set[tuple[str, ...]]:
    return set(paths(fields))


SETS: Any = st.recursive(
    st.just({}),
    lambda inner: (
        st.dictionaries(st.sampled_from(["f:a", "f:b", ".", 'v:"x"']), inner, max_size=3)
        .map(lambda found: {key: {} if key == "." else node for key, node in found.items()})
        .filter(lambda found: list(found) != ["."])
    ),
    max_leaves=8,
).map(lambda found: {key: node for key, node in found.items() if key != "."})


@given(SETS, SETS)
def test_set_laws(one: Any, other: Any) -> None:
    assert as_set(union(one, other)) == as_set(one) | as_set(other)
    assert as_set(difference(one, other)) == as_set(one) - as_set(other)
    assert as_set(intersection(one, other)) == as_set(one) & as_set(other)
