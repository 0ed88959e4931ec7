"""What a metric asks for, with Pods that are not ready or not measured."""

from podlab.engine.controllers.podautoscaler.replicacalculator import (
    Groups,
    Measure,
    Sample,
    group,
    replicas,
)
from podlab.engine.kernel.clock import SECOND, rfc3339

NOW = 1_790_000_000 * SECOND


def pod(name, *, age=600, ready=True, changed=500, **status):
    row = {
        "type": "Ready",
        "status": "True" if ready else "False",
        "lastTransitionTime": rfc3339(NOW - changed * SECOND),
    }
    started = rfc3339(NOW - age * SECOND)
    whole = {"phase": "Running", "startTime": started, "conditions": [row], **status}
    return {"metadata": {"name": name}, "status": whole}


def sample(value=1):
    return Sample(value, NOW - 5 * SECOND, 15 * SECOND)


def share(target):
    """Percent of a request of 100."""
    return Measure(lambda used: sum(used.values()) / len(used) / target, lambda _pod: 100)


def test_pods_are_sorted_by_what_their_samples_are_worth():
    gone = pod("gone")
    gone["metadata"]["deletionTimestamp"] = rfc3339(NOW)
    pods = [pod("a"), pod("b", phase="Pending"), pod("c"), gone, pod("d", phase="Failed")]
    found = group(pods, {"a": sample(), "gone": sample()}, "cpu", NOW)
    assert found == Groups(1, ["b"], ["c"], ["gone", "d"])


def test_a_young_pod_counts_when_it_was_ready_for_a_whole_window():
    fresh, grown = pod("fresh", age=30, changed=18), pod("grown", age=40, changed=25)
    samples = {"fresh": sample(), "grown": sample()}
    assert group([fresh, grown], samples, "cpu", NOW).unready == ["fresh"]
    assert group([fresh, grown], samples, "memory", NOW).unready == []


def test_all_measured():
    groups = Groups(2, [], [], [])
    assert replicas(2, groups, {"a": 100, "b": 100}, share(50)) == 4
    assert replicas(2, groups, {"a": 54, "b": 50}, share(50)) == 2
    assert replicas(2, groups, {"a": 10, "b": 10}, share(50)) == 1
    assert replicas(2, groups, {"a": 0, "b": 0}, share(50)) == 0


def test_unready_pods_count_as_idle_when_growing():
    groups = Groups(1, ["b"], [], [])
    assert replicas(2, groups, {"a": 150}, share(50)) == 3
    assert replicas(2, groups, {"a": 90}, share(50)) == 2


def test_missing_pods_hold_back_both_ways():
    groups = Groups(1, [], ["b"], [])
    assert replicas(2, groups, {"a": 10}, share(50)) == 2
    assert replicas(2, groups, {"a": 300}, share(50)) == 6
