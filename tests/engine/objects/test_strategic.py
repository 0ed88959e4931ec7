"""Strategic merge: lists by key, directives, and the three-way patch of ``kubectl apply``."""

from typing import Any

import pytest

from podlab.engine.objects import strategic
from podlab.engine.objects.schema import Schema
from podlab.engine.objects.status import ApiError

POD = Schema().type_of("v1", "Pod")
DEPLOYMENT = Schema().type_of("apps/v1", "Deployment")


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"containers": list(containers), **spec}}


ONE, TWO = {"name": "one", "image": "a"}, {"name": "two", "image": "b"}


def merged(original: Any, patch: Any) -> Any:
    return strategic.strategic_merge(POD, original, patch)["spec"]


def test_items_merge_by_name() -> None:
    found = merged(pod(ONE, TWO), pod({"name": "two", "image": "c"}))
    assert found["containers"] == [ONE, {"name": "two", "image": "c"}]


def test_new_items_come_first() -> None:
    assert merged(pod(ONE), pod(TWO))["containers"] == [TWO, ONE]


def test_delete_and_replace_directives() -> None:
    gone = {"$patch": "delete", "name": "one"}
    assert merged(pod(ONE, TWO), pod(gone))["containers"] == [TWO]
    fresh = {"name": "x", "image": "i"}
    assert merged(pod(ONE, TWO), pod(fresh, {"$patch": "replace"}))["containers"] == [fresh]
    assert merged(pod(ONE, nodeName="n"), {"spec": {"$patch": "replace", "a": 1}}) == {"a": 1}


def test_set_element_order() -> None:
    patch = {"spec": {"$setElementOrder/containers": [{"name": "two"}, {"name": "one"}]}}
    assert merged(pod(ONE, TWO), patch)["containers"] == [TWO, ONE]


def test_delete_from_primitive_list() -> None:
    original = {"metadata": {"finalizers": ["a/b", "c/d"]}}
    patch = {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a/b"]}}
    found = strategic.strategic_merge(POD, original, patch)
    assert found["metadata"]["finalizers"] == ["c/d"]


def test_retain_keys_forgets_the_rest() -> None:
    original = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}}
    patch = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    found = strategic.strategic_merge(DEPLOYMENT, original, patch)
    assert found["spec"]["strategy"] == {"type": "Recreate"}


def test_null_deletes() -> None:
    assert "nodeName" not in merged(pod(ONE, nodeName="n"), {"spec": {"nodeName": None}})


def test_lists_without_a_strategy_replace() -> None:
    found = merged(pod({**ONE, "args": ["a"]}), pod({"name": "one", "args": ["b"]}))
    assert found["containers"][0]["args"] == ["b"]


def test_order_lists_must_fit() -> None:
    patch = {"spec": {"containers": [TWO], "$setElementOrder/containers": [{"name": "one"}]}}
    with pytest.raises(ApiError) as caught:
        strategic.strategic_merge(POD, pod(ONE, TWO), patch)
    assert caught.value.code == 500
    assert caught.value.message == (
        "The order in patch list:\n[map[image:b name:two]]\n doesn't match $setElementOrder list:\n"
        "[map[name:one]]\n"
    )


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"spec": {"containers": [{"image": "x"}]}}, "does not contain declared merge key: name"),
        ({"spec": {"$patch": "explode"}}, "unknown patch type: explode in map"),
        ({"spec": {"$retainKeys": "x"}}, "invalid patch format of retainKeys"),
        ({"spec": {"$setElementOrder/containers": 5}}, "setElementOrder"),
        ([], "invalid JSON document"),
    ],
)
def test_nonsense(patch: Any, words: str) -> None:
    with pytest.raises(ApiError, match=words):
        strategic.strategic_merge(POD, pod(ONE), patch)


def test_apply_changes_one_image() -> None:
    last = pod(ONE)
    modified = pod({"name": "one", "image": "new"})
    current = pod({**ONE, "imagePullPolicy": "Always"}, nodeName="n1")
    assert strategic.three_way(POD, last, modified, current) == {
        "spec": {
            "$setElementOrder/containers": [{"name": "one"}],
            "containers": [{"name": "one", "image": "new"}],
        }
    }


def test_apply_removes_what_it_applied_and_keeps_what_others_added() -> None:
    sidecar = {"name": "injected", "image": "proxy"}
    patch = strategic.three_way(POD, pod(ONE, TWO), pod(ONE), pod(ONE, TWO, sidecar))
    assert merged(pod(ONE, TWO, sidecar), patch)["containers"] == [ONE, sidecar]


def test_apply_of_the_same_is_empty() -> None:
    assert strategic.three_way(POD, pod(ONE), pod(ONE), pod(ONE, nodeName="n")) == {}


def test_edit_s_patch_leads_to_the_edited_object() -> None:
    old = {**pod(ONE, TWO), "metadata": {"labels": {"a": "1", "b": "2"}}}
    new = {**pod({**TWO, "image": "z"}), "metadata": {"labels": {"a": "1", "c": "3"}}}
    assert strategic.strategic_merge(POD, old, strategic.diff(POD, old, new)) == new
