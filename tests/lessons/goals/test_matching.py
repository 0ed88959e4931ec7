"""What goals want of fields."""

import pytest

from lessons.goals.matching import chosen, differs, fits, look_up
from tests.lessons.goals.seen import pod


@pytest.mark.parametrize(
    ("actual", "wanted", "good"),
    [
        (1, 1, True),
        (1, [2, 1], True),
        (None, {"exists": False}, True),
        (0, {"exists": True}, True),
        (3, {"least": 3}, True),
        (2, {"least": 3}, False),
        (None, {"least": 1}, False),
        (6, {"most": 5}, False),
        ("nginx:1.27", {"contains": "1.27"}, True),
        (None, {"contains": "x"}, False),
    ],
)
def test_wanted_values(actual, wanted, good):
    assert fits(actual, wanted) is good


def test_a_list_row_is_picked_by_a_field():
    data = {"conditions": [{"type": "Ready", "status": "True"}]}
    assert look_up(data, "conditions[type=Ready].status") == "True"
    assert look_up(data, "conditions[type=Other].status") is None
    assert look_up(data, "nothing[type=Ready].status") is None


def test_the_first_difference_is_named():
    verdict = differs(pod("a"), {"metadata.name": "a", "status.phase": ["Running", "Failed"]})
    assert verdict.params == {"path": "status.phase", "expected": "Running / Failed",
                              "actual": "Pending"}  # fmt: skip


def test_names_prefixes_and_labels_choose():
    assert chosen(pod("web-1"), {"prefix": "web-", "labels": "app=nginx"})
    assert not chosen(pod("web-1"), {"name": "web"})
    assert not chosen(pod("web-1"), {"labels": "app=other"})


@pytest.mark.parametrize(
    ("value", "told"),
    [(None, "—"), (True, "true"), (3, "3"), ("a b", "a b"), ({"a": [1, None]}, '{"a": [1, null]}')],
)
def test_what_is_there_is_told_as_manifests_write_it(value, told):
    verdict = differs({"spec": {"field": value}}, {"spec.field": "other"})
    assert verdict.params["actual"] == told


def test_a_long_value_is_told_in_part():
    verdict = differs({"field": ["x" * 500]}, {"field": {"exists": False}})
    assert len(verdict.params["actual"]) < 120
