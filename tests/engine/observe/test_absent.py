"""What is not there: each row can be asked why, and the answer begins with it."""

import pytest

from podlab.engine.observe.narrate import why
from podlab.engine.queries import absent
from tests.engine.observe.more_situations import cron
from tests.engine.observe.situations import ONE, brought_about, claim, pod, probe, volume, workload
from tests.engine.observe.test_narrate import records_of

QUOTA = "kubectl create quota q --hard=pods=0"


def rows(cluster):
    """What is absent, beside what a new cluster has not."""
    return [
        (row.code, row.kind, row.owner.name if row.owner else row.name, row.number)
        for row in absent(cluster)
        if row.namespace != "kube-system"
    ]


def test_a_cluster_that_has_all_lacks_nothing():
    cluster = brought_about([workload("Deployment"), "kubectl expose deployment web --port=80", 10])
    assert rows(cluster) == []


@pytest.mark.parametrize(
    ("steps", "row"),
    [
        ([QUOTA, workload("Deployment"), 4], ("missing", "Pod", "web", 2)),
        ([QUOTA, workload("StatefulSet"), 4], ("missing", "Pod", "web", 2)),
        ([workload("DaemonSet"), 8], ("missing", "Pod", "web", 1)),
        ([cron(suspend=True), 3], ("missing", "Job", "web", 1)),
        ([claim(storageClassName="none"), 3], ("missing", "PersistentVolume", "data", 1)),
        ([pod(probe("readiness")), "kubectl expose pod web --port=80", 8],
         ("missing", "Endpoints", "web", 1)),
        ([volume(configMap={"name": "gone"}), 3], ("missing", "ConfigMap", "web", 1)),
        ([ONE, 8, "kubectl delete pod web"], ("gone", "Pod", "web", 1)),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_and_can_be_asked_why(steps, row):
    cluster = brought_about(steps)
    found = [
        one
        for one in absent(cluster)
        if (one.code, one.kind, one.number) == (row[0], row[1], row[3])
        and (one.owner.name if one.owner else one.name).startswith(row[2])
    ]
    assert len(found) == 1, rows(cluster)
    facts = why(records_of(cluster), found[0].question)
    assert facts[0].code in ("missing", "gone", "never-seen")
    assert len(facts) > 1 or facts[0].code == "never-seen"


def test_what_is_optional_is_not_missed():
    cluster = brought_about([volume(configMap={"name": "gone", "optional": True}), 5])
    assert rows(cluster) == []


def test_a_thing_that_ends_lacks_nothing():
    line = 'kubectl patch deployment web -p \'{"metadata":{"finalizers":["a.b/c"]}}\''
    cluster = brought_about([workload("Deployment"), 6, line,
                             "kubectl delete deployment web --wait=false", 8])  # fmt: skip
    assert not [row for row in rows(cluster) if row[0] == "missing"]
