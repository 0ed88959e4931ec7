"""Two states side by side: what differs is told, what differs in any two lives is not."""

from podlab.engine.observe.compare import MAX_FIELDS, differences, own_events
from tests.engine.observe.situations import brought_about, run, workload

BASE = [workload("Deployment"), 8]


def compared(left, right):
    return differences(left.store, right.store, left.kinds)


def test_a_branch_at_the_fork_differs_in_nothing():
    left = brought_about(BASE)
    assert compared(left, left.branch()) == []
    assert own_events(left.store, left.branch().store) == []


def test_what_each_branch_did_is_told():
    left = brought_about(BASE)
    right = left.branch()
    run(left, "kubectl scale deployment web --replicas=3")
    run(right, "kubectl delete deployment web")
    run(right, "kubectl create configmap cm --from-literal=a=b")
    for cluster in (left, right):
        cluster.sim.run_until(cluster.sim.now + 8_000_000)
    rows = {(row.kind, row.name): row for row in compared(left, right)}
    assert rows["Deployment", "web"].code == "left"
    assert rows["Deployment", "web"].right == ""
    assert rows["ConfigMap", "cm"].code == "right"
    assert sum(row.kind == "Pod" for row in rows.values()) == 3
    events = own_events(left.store, right.store)
    assert {"left", "right"} == {event.side for event in events}
    assert "Scaled up replica set" in next(
        event.message for event in events if event.reason == "ScalingReplicaSet"
    )


def test_a_field_is_told_with_both_values():
    left = brought_about(BASE)
    right = left.branch()
    run(right, "kubectl set image deployment web c=nginx:1.27")
    run(right, "kubectl label deployment web tier=front")
    row = next(row for row in compared(left, right) if row.kind == "Deployment")
    assert row.code == "both"
    assert (".metadata.labels.tier", "", "front") in row.fields
    assert (".spec.template.spec.containers[c].image", "nginx", "nginx:1.27") in row.fields


def test_another_life_of_the_same_things_is_the_same():
    left, right = brought_about(BASE), brought_about([30, *BASE])
    rows = compared(left, right)
    assert {row.kind for row in rows} <= {"Pod", "ReplicaSet", "Deployment"}
    deployment = [row for row in rows if row.kind == "Deployment"]
    assert not deployment, deployment
    assert all(len(row.fields) <= MAX_FIELDS for row in rows)
