"""Goals about objects."""

import pytest

from lessons.goals.matching import look_up
from lessons.goals.objects import BEFORE, CREATED, EVER, GONE, NOW
from tests.lessons.goals.seen import Seen, pod

NAME = {"resource": "pods", "name": "a"}


def test_created_names_the_field_that_differs():
    seen = Seen()
    wanted = {**NAME, "fields": {"spec.containers.0.image": ["tomcat", "tomcat:latest"]}}
    assert CREATED.judge(seen, wanted).code == "object-missing"
    seen.put("pods", pod("a"))
    verdict = CREATED.judge(seen, wanted)
    assert verdict.params == {
        "path": "spec.containers.0.image",
        "expected": "tomcat / tomcat:latest",
        "actual": "nginx",
    }
    assert CREATED.judge(seen, {**NAME, "fields": {"metadata.labels.app": "nginx"}}).passed


def test_created_is_remembered_after_the_object_is_gone():
    seen = Seen()
    seen.put("pods", pod("a"))
    seen.remove("pods", "a")
    assert CREATED.judge(seen, NAME).passed


def test_gone_waits_whether_it_comes_back():
    seen = Seen(now=12)
    wanted = {**NAME, "labels": "app=nginx", "seconds": 5}
    assert GONE.judge(seen, wanted).code == "object-never-deleted"
    seen.put("pods", pod("a"), 5)
    assert GONE.judge(seen, wanted).code == "object-still-there"
    seen.remove("pods", "a", 10)
    assert GONE.judge(seen, wanted).code == "wait-and-see"
    seen.put("pods", pod("b"), 11)
    assert GONE.judge(seen, wanted).code == "others-still-there"
    seen.remove("pods", "b", 11)
    seen.now *= 2
    assert GONE.judge(seen, wanted).passed


@pytest.mark.parametrize(
    ("path", "value"),
    [("a.b", 1), ("c.0.d", 2), ("c.7.d", None), ("c.x", None), ("a.b.c", None), (r"e.f\.g", 3)],
)
def test_paths(path, value):
    assert look_up({"a": {"b": 1}, "c": [{"d": 2}], "e": {"f.g": 3}}, path) == value


def test_ever_counts_objects_that_matched_together():
    seen = Seen()
    wanted = {"resource": "pods", "prefix": "a", "fields": {"status.phase": "Running"}, "count": 2}
    assert EVER.judge(seen, wanted).code == "object-missing"
    seen.put("pods", pod("a1", ready=True))
    assert EVER.judge(seen, wanted).code == "too-few-objects"
    seen.remove("pods", "a1")
    seen.put("pods", pod("a2", ready=True))
    assert not EVER.judge(seen, wanted).passed
    seen.put("pods", pod("a3", ready=True))
    assert EVER.judge(seen, wanted).passed


def test_now_may_want_exactly_so_many():
    seen = Seen()
    none = {"resource": "pods", "name": "a", "count": 0, "exactly": True}
    assert NOW.judge(seen, none).code == "object-never-deleted"
    seen.put("pods", pod("a"))
    assert not NOW.judge(seen, none).passed
    assert NOW.judge(seen, {"resource": "pods", "name": "a"}).passed
    seen.remove("pods", "a")
    assert NOW.judge(seen, none).passed


def test_order_looks_at_first_times_or_again():
    seen = Seen()
    first = {"resource": "pods", "name": "a"}
    then = {"resource": "pods", "name": "b"}
    seen.put("pods", pod("b"))
    seen.put("pods", pod("a"))
    assert BEFORE.judge(seen, {"order": [first, then]}).code == "wrong-order"
    assert not BEFORE.judge(seen, {"order": [first, {**then, "again": True}]}).passed
    seen.put("pods", pod("b", ready=True))
    assert BEFORE.judge(seen, {"order": [first, {**then, "again": True}]}).passed
    assert BEFORE.judge(seen, {"order": [then, first]}).passed
