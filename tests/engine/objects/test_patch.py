"""JSON patches, merge patches, and the merge patch of ``kubectl apply``."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects import patch
from podlab.engine.objects.patch import PatchError
from podlab.engine.objects.status import ApiError


@pytest.mark.parametrize(
    ("operation", "result"),
    [
        ({"op": "add", "path": "/a/-", "value": 3}, {"a": [1, 2, 3]}),
        ({"op": "add", "path": "/a/0", "value": 0}, {"a": [0, 1, 2]}),
        ({"op": "remove", "path": "/a/1"}, {"a": [1]}),
        ({"op": "replace", "path": "/b", "value": 1}, {"a": [1, 2], "b": 1}),
        ({"op": "move", "from": "/a/0", "path": "/a/1"}, {"a": [2, 1]}),
        ({"op": "copy", "from": "/a", "path": "/b"}, {"a": [1, 2], "b": [1, 2]}),
        ({"op": "test", "path": "/a/0", "value": 1}, {"a": [1, 2]}),
        ({"op": "add", "path": "/x~1y~0", "value": 1}, {"a": [1, 2], "x/y~": 1}),
        ({"op": "replace", "path": "", "value": {}}, {}),
    ],
)
def test_operations(operation: dict[str, Any], result: Any) -> None:
    original = {"a": [1, 2]}
    assert patch.json_patch(original, [operation]) == result
    assert original == {"a": [1, 2]}


@pytest.mark.parametrize(
    ("operation", "cause"),
    [
        ({"op": "remove", "path": "/x"}, "Unable to remove nonexistent key: x: missing value"),
        ({"op": "add", "path": "/x/y", "value": 1}, 'doc is missing path: "/x/y": missing value'),
        ({"op": "test", "path": "/a/0", "value": 2}, "testing value /a/0 failed: test failed"),
        ({"op": "add", "path": "/a/9", "value": 1}, "invalid index referenced"),
        ({"op": "add", "path": "/a/b", "value": 1}, "invalid syntax"),
        ({"op": "jump", "path": "/a"}, "Unexpected kind: jump"),
        ({"op": "add"}, "missing path"),
    ],
)
def test_what_does_not_fit(operation: dict[str, Any], cause: str) -> None:
    with pytest.raises(PatchError) as caught:
        patch.json_patch({"a": [1]}, [operation])
    assert cause in caught.value.cause
    assert caught.value.code == 422
    assert caught.value.message == "the server rejected our request due to an error in our request"


@pytest.mark.parametrize("operations", [{}, [1], "x", None])
def test_what_is_no_patch(operations: Any) -> None:
    with pytest.raises(ApiError):
        patch.json_patch({}, operations)


def test_too_many_operations() -> None:
    with pytest.raises(ApiError) as caught:
        patch.json_patch({}, [{"op": "test", "path": "/a"}] * 10_001)
    assert caught.value.code == 413


def test_merge_patch_deletes_by_null_and_replaces_lists() -> None:
    original = {"a": {"b": 1, "c": 2}, "l": [1, 2]}
    assert patch.merge_patch(original, {"a": {"b": None, "d": 4}, "l": [3]}) == {
        "a": {"c": 2, "d": 4},
        "l": [3],
    }


def test_apply_s_merge_patch_deletes_what_was_applied_last() -> None:
    last, modified = {"a": 1, "b": 1}, {"a": 2}
    current = {"a": 1, "b": 1, "theirs": 5}
    assert patch.three_way_merge(last, modified, current) == {"a": 2, "b": None}


OBJECTS = st.dictionaries(
    st.sampled_from("abc"),
    st.integers(0, 3) | st.dictionaries(st.sampled_from("xy"), st.integers(0, 3)),
)


@given(OBJECTS, OBJECTS)
def test_a_made_merge_patch_leads_there(old: Any, new: Any) -> None:
    assert patch.merge_patch(old, patch.make_merge_patch(old, new)) == new
