"""How much a write brings to the log."""

from podlab.engine.store.bulk import ROW, SMALL, STATUS, bulk_of


def config(**data):
    return {"metadata": {"name": "c"}, "data": data}


def test_text_counts_by_its_length():
    size = bulk_of("configmaps", config(a="x" * 10_000, b=["y" * 500]), None)
    assert 10_500 <= size <= 10_500 + 10 * ROW


def test_what_a_path_copy_shares_costs_nothing():
    old = config(a="x" * 10_000)
    new = {**old, "metadata": {"name": "c", "labels": {"a": "b"}}}
    assert bulk_of("configmaps", new, old) < 10 * ROW


def test_of_busy_kinds_only_annotations_and_containers_count():
    pod = {"metadata": {"annotations": {"note": "x" * 5_000}}, "spec": {"x": "y" * 9_000},
           "status": {"containerStatuses": [{}, {}], "initContainerStatuses": [{}]}}  # fmt: skip
    size = bulk_of("pods", pod, None)
    assert SMALL + 5_000 + 3 * STATUS <= size < SMALL + 5_000 + 3 * STATUS + 5 * ROW
    assert bulk_of("pods", pod, pod) == SMALL + 3 * STATUS


def test_objects_without_metadata_of_note_are_small():
    assert bulk_of("pods", {"metadata": {}}, {"metadata": {}}) == SMALL
