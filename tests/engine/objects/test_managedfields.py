"""Who owns what after updates and applies, and the words of conflicts."""

from typing import Any

import pytest

from podlab.engine.objects.managedfields import Writer, applied, shape_of, updated
from podlab.engine.objects.status import ApiError

SHAPE = shape_of("v1", "ConfigMap")
NOW = "2026-11-23T20:00:00Z"


def config(labels: dict[str, str] | None = None, **data: str) -> dict[str, Any]:
    metadata: dict[str, Any] = {"name": "c"}
    if labels:
        metadata["labels"] = labels
    found: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata}
    return {**found, "data": data} if data else found


def writer(name: str, **more: Any) -> Writer:
    return Writer(name, "v1", NOW, **more)


def test_creating_owns_everything_but_the_name() -> None:
    (entry,) = updated(SHAPE, [], {}, config({"a": "1"}, x="1"), writer("kubectl-create"))
    assert entry == {
        "manager": "kubectl-create",
        "operation": "Update",
        "apiVersion": "v1",
        "time": NOW,
        "fieldsType": "FieldsV1",
        "fieldsV1": {
            "f:data": {".": {}, "f:x": {}},
            "f:metadata": {"f:labels": {".": {}, "f:a": {}}},
        },
    }


def test_an_update_takes_over_what_it_changes() -> None:
    first = updated(SHAPE, [], {}, config(x="1", y="1"), writer("a"))
    entries = updated(SHAPE, first, config(x="1", y="1"), config(x="2", y="1"), writer("b"))
    owners = {entry["manager"]: entry["fieldsV1"]["f:data"] for entry in entries}
    assert owners == {"a": {".": {}, "f:y": {}}, "b": {"f:x": {}}}


def test_a_removed_field_has_no_owner() -> None:
    first = updated(SHAPE, [], {}, config(x="1", y="1"), writer("a"))
    (entry,) = updated(SHAPE, first, config(x="1", y="1"), config(y="1"), writer("b"))
    assert entry["fieldsV1"]["f:data"] == {".": {}, "f:y": {}}


def test_nothing_changed_nothing_written() -> None:
    first = updated(SHAPE, [], {}, config(x="1"), writer("a"))
    assert updated(SHAPE, first, config(x="1"), config(x="1"), writer("b")) is first


def test_reset_fields_are_not_owned() -> None:
    pod = shape_of("v1", "Pod")
    new = {"spec": {"hostname": "h"}, "status": {"phase": "Running"}}
    (entry,) = updated(pod, [], {}, new, writer("a", reset=("status",)))
    assert list(entry["fieldsV1"]) == ["f:spec"]


def test_a_subresource_is_an_owner_of_its_own() -> None:
    pod = shape_of("v1", "Pod")
    first = updated(pod, [], {}, {"spec": {"hostname": "h"}}, writer("kubelet"))
    changed = {"spec": {"hostname": "h"}, "status": {"phase": "Running"}}
    entries = updated(
        pod, first, {"spec": {"hostname": "h"}}, changed, writer("kubelet", subresource="status")
    )
    assert [entry.get("subresource") for entry in entries] == [None, "status"]


def test_old_updaters_become_ancient() -> None:
    entries: list[dict[str, Any]] = []
    old: dict[str, Any] = {}
    for number in range(13):
        new = config(**{f"k{n}": "1" for n in range(number + 1)})
        when = f"2026-11-23T20:00:{number:02d}Z"
        entries = updated(SHAPE, entries, old, new, Writer(f"m{number:02d}", "v1", when))
        old = new
    managers = [entry["manager"] for entry in entries]
    assert len(managers) <= 10
    assert "ancient-changes" in managers


def apply(
    entries: list[Any], live: Any, body: Any, name: str, force: bool = False
) -> tuple[Any, list[Any]]:
    return applied(SHAPE, entries, live, body, writer(name), force)


def test_applying_creates_and_owns_what_was_sent() -> None:
    obj, (entry,) = apply([], {}, config({"a": "1"}, x="1"), "m")
    assert obj["data"] == {"x": "1"}
    assert entry["operation"] == "Apply"
    assert entry["fieldsV1"] == {"f:data": {"f:x": {}}, "f:metadata": {"f:labels": {"f:a": {}}}}


def test_what_an_applier_drops_goes_unless_somebody_owns_it() -> None:
    live, entries = apply([], {}, config(x="1", y="1"), "m1")
    live, entries = apply(entries, live, config(y="1"), "m2")
    live, entries = apply(entries, live, config(z="1"), "m1")
    assert live["data"] == {"y": "1", "z": "1"}


def test_one_conflict() -> None:
    live, entries = apply([], {}, config(x="1"), "m1")
    with pytest.raises(ApiError) as caught:
        apply(entries, live, config(x="2"), "m2")
    assert caught.value.code == 409
    assert caught.value.message == ('Apply failed with 1 conflict: conflict with "m1": .data.x')
    assert caught.value.details == {
        "causes": [
            {
                "reason": "FieldManagerConflict",
                "message": 'conflict with "m1"',
                "field": ".data.x",
            }
        ]
    }


def test_several_conflicts_with_an_updater() -> None:
    entries = updated(SHAPE, [], {}, config(x="1", y="1"), writer("kubectl-create"))
    with pytest.raises(ApiError) as caught:
        apply(entries, config(x="1", y="1"), config(x="2", y="2"), "m")
    assert caught.value.message == (
        'Apply failed with 2 conflicts: conflicts with "kubectl-create" using v1:\n'
        "- .data.x\n- .data.y"
    )


def test_force_takes_over() -> None:
    live, entries = apply([], {}, config(x="1"), "m1")
    live, entries = apply(entries, live, config(x="2"), "m2", force=True)
    assert live["data"] == {"x": "2"}
    assert [entry["manager"] for entry in entries] == ["m2"]


def test_applying_the_same_gives_the_same_object() -> None:
    live, entries = apply([], {}, config(x="1"), "m")
    again, after = apply(entries, live, config(x="1"), "m")
    assert again == live
    assert after == entries


def test_managed_fields_may_not_be_applied() -> None:
    body = {"metadata": {"name": "c", "managedFields": [{}]}}
    with pytest.raises(ApiError, match="metadata.managedFields must be nil"):
        apply([], {}, body, "m")
