"""Wrong and hostile workloads: controllers neither hang nor grow without bound."""

import contextlib

import pytest

from podlab.engine.kernel.clock import HOUR, MINUTE, SECOND
from podlab.engine.objects.status import ApiError
from podlab.engine.spec import MOST_OBJECTS
from tests.simulation.hostile import (
    GROWTH,
    alive,
    endure,
    pod,
    replicas,
    run,
    shell,
    weight,
    workload,
)


def job(name, command, **spec):
    template = {"spec": {**pod("x", command)["spec"], "restartPolicy": "Never"}}
    return {"metadata": {"name": name}, "spec": {"template": template, **spec}}


def autoscaler(low, high, target="web"):
    ref = {"apiVersion": "apps/v1", "kind": "Deployment", "name": target}
    metric = {"type": "Resource", "resource": {
        "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 1}}}  # fmt: skip
    spec = {"scaleTargetRef": ref, "minReplicas": low, "maxReplicas": high, "metrics": [metric]}
    return {"metadata": {"name": f"h{low}"}, "spec": spec}


def test_an_autoscaler_whose_bounds_are_patched_past_each_other(cluster, client):
    client.create("deployments.apps", "default", workload("deployments.apps", "web", {"a": "b"}, 2))
    hpa = "horizontalpodautoscalers.autoscaling"
    client.create(hpa, "default", autoscaler(2, 4))
    for patch in ({"minReplicas": 5}, {"maxReplicas": 1}, {"minReplicas": -1}, {"maxReplicas": 0}):
        with pytest.raises(ApiError, match="must be greater than"):
            client.patch(hpa, "default", "h2", {"spec": patch}, "merge")
    run(cluster, 10 * MINUTE, 20_000)
    assert replicas(client) == 2


def test_autoscalers_that_fight_for_one_deployment(cluster, client):
    client.create("deployments.apps", "default", workload("deployments.apps", "web", {"a": "b"}, 1))
    for low in (1, 6):
        client.create("horizontalpodautoscalers.autoscaling", "default", autoscaler(low, low + 2))
    run(cluster, 10 * MINUTE, 60_000)
    before = weight(cluster)
    run(cluster, HOUR, 200_000)
    assert weight(cluster) - before < GROWTH
    assert replicas(client) <= 16


def test_a_budget_over_everything_stops_a_drain_not_the_cluster(cluster, client):
    budget = {"metadata": {"name": "all"}, "spec": {"maxUnavailable": 0, "selector": {}}}
    client.create("poddisruptionbudgets.policy", "default", budget)
    body = workload("deployments.apps", "web", {"a": "b"}, 4)
    client.create("deployments.apps", "default", body)
    run(cluster, 30 * SECOND, 10_000)
    line = "kubectl drain k8snode1 --ignore-daemonsets --timeout=300s"
    status, output = shell(cluster, line, 320, 30_000)
    assert status == 1
    assert b"Cannot evict pod as it would violate the pod's disruption budget." in output
    assert replicas(client) == 4


def test_two_budgets_over_one_pod_refuse_its_eviction(cluster, client):
    for name in ("one", "two"):
        spec = {"minAvailable": 0, "selector": {"matchLabels": {"app": "web"}}}
        body = {"metadata": {"name": name}, "spec": spec}
        client.create("poddisruptionbudgets.policy", "default", body)
    client.create("pods", "default", pod("web", "sleep 1d"))
    run(cluster, 20 * SECOND, 5_000)
    status, output = shell(cluster, "kubectl drain k8snode1 k8snode2 --force --timeout=20s", 60)
    assert status == 1
    assert b"more than one PodDisruptionBudget" in output
    assert replicas(client) == 1


def test_a_job_that_may_fail_two_billion_times(cluster, client):
    client.create("jobs.batch", "default", job("fail", "exit 1", backoffLimit=2_147_483_647))
    run(cluster, HOUR, 20_000)
    before, pods = weight(cluster), replicas(client)
    run(cluster, 3 * HOUR, 80_000)
    assert weight(cluster) - before < GROWTH
    assert replicas(client) - pods <= 30
    client.delete("jobs.batch", "default", "fail", propagation="Background")
    run(cluster, 2 * MINUTE, 20_000)
    assert replicas(client) == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "spec",
    [
        {"completions": 2_000_000_000, "parallelism": 2_000_000_000},
        {"completions": 100_000, "parallelism": 100_000, "completionMode": "Indexed"},
    ],
)
def test_a_job_of_billions_of_pods(cluster, client, spec):
    """What a machine takes is made, a few at a time; deleting it ends it."""
    with contextlib.suppress(ApiError):
        client.create("jobs.batch", "default", job("huge", "sleep 1d", **spec))
    endure(cluster, MINUTE, 3_000_000)
    assert cluster.store.size() <= MOST_OBJECTS
    with contextlib.suppress(ApiError):
        client.delete("jobs.batch", "default", "huge", propagation="Background")
    endure(cluster, MINUTE, 3_000_000)


def test_a_schedule_of_every_minute_that_keeps_no_history(cluster, client):
    spec = {"schedule": "* * * * *", "successfulJobsHistoryLimit": 0, "failedJobsHistoryLimit": 0,
            "jobTemplate": {"spec": job("x", "true")["spec"]}}  # fmt: skip
    client.create("cronjobs.batch", "default", {"metadata": {"name": "often"}, "spec": spec})
    run(cluster, HOUR, 20_000)
    before = weight(cluster)
    run(cluster, 6 * HOUR, 120_000)
    assert weight(cluster) - before < GROWTH
    assert len(client.list("jobs.batch", "default")) <= 1
    assert replicas(client) <= 1


def test_a_schedule_that_was_suspended_for_months(cluster, client):
    """What was missed is not made up for one by one."""
    spec = {"schedule": "* * * * *", "suspend": True,
            "jobTemplate": {"spec": job("x", "true")["spec"]}}  # fmt: skip
    client.create("cronjobs.batch", "default", {"metadata": {"name": "late"}, "spec": spec})
    run(cluster, 4 * HOUR, 60_000)
    client.patch("cronjobs.batch", "default", "late", {"spec": {"suspend": False}}, "merge")
    run(cluster, 5 * MINUTE, 10_000)
    assert len(client.list("jobs.batch", "default")) <= 6


def test_a_namespace_that_a_finalizer_holds(cluster, client):
    """The controller asks again ever more slowly; when the finalizer goes, so does it all."""
    client.create("namespaces", "", {"metadata": {"name": "held"}})
    held = {"metadata": {"name": "c", "finalizers": ["example.com/never"]}}
    client.create("configmaps", "held", held)
    client.delete("namespaces", "", "held")
    run(cluster, 10 * MINUTE, 10_000)
    before = weight(cluster)
    run(cluster, 6 * HOUR, 40_000)
    assert weight(cluster) - before < 2_000_000
    assert client.get("namespaces", "", "held")["status"]["phase"] == "Terminating"
    patch = {"metadata": {"finalizers": None}}
    client.patch("configmaps", "held", "c", patch, "merge")
    run(cluster, 20 * MINUTE, 10_000)
    assert "held" not in [row["metadata"]["name"] for row in client.list("namespaces")]


def test_a_pod_that_a_finalizer_holds(cluster, client):
    body = pod("held", "sleep 1d", terminationGracePeriodSeconds=1)
    body["metadata"]["finalizers"] = ["example.com/never"]
    client.create("pods", "default", body)
    run(cluster, 20 * SECOND, 5_000)
    client.delete("pods", "default", "held")
    run(cluster, MINUTE, 5_000)
    before = weight(cluster)
    run(cluster, 2 * HOUR, 20_000)
    assert weight(cluster) - before < 2_000_000
    patch = {"metadata": {"finalizers": None}}
    client.patch("pods", "default", "held", patch, "merge")
    run(cluster, MINUTE, 5_000)
    assert replicas(client) == 0


def test_a_set_whose_claim_never_binds(cluster, client):
    claim = {"metadata": {"name": "www"}, "spec": {
        "accessModes": ["ReadWriteOnce"], "storageClassName": "none-such",
        "resources": {"requests": {"storage": "1Gi"}}}}  # fmt: skip
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod("x", "sleep 1d")["spec"]}
    spec = {"replicas": 3, "serviceName": "db", "selector": {"matchLabels": {"a": "b"}},
            "template": template, "volumeClaimTemplates": [claim]}  # fmt: skip
    client.create("statefulsets.apps", "default", {"metadata": {"name": "db"}, "spec": spec})
    run(cluster, 10 * MINUTE, 10_000)
    before = weight(cluster)
    run(cluster, 6 * HOUR, 40_000)
    assert weight(cluster) - before < 4_000_000
    assert replicas(client) == 1
    client.delete("statefulsets.apps", "default", "db")
    run(cluster, MINUTE, 5_000)
    assert replicas(client) == 0


def test_an_image_that_changes_every_second(cluster, client):
    """Old revisions are dropped, and the last one wins."""
    body = workload("deployments.apps", "web", {"a": "b"}, 3)
    body["spec"]["revisionHistoryLimit"] = 2
    client.create("deployments.apps", "default", body)
    for number in range(100):
        template = {"metadata": {"annotations": {"try": str(number)}}}
        patch = {"spec": {"template": template}}
        client.patch("deployments.apps", "default", "web", patch, "merge")
        run(cluster, SECOND, 5_000)
    run(cluster, 5 * MINUTE, 40_000)
    assert len(client.list("replicasets.apps", "default")) <= 3
    assert replicas(client) == 3


@pytest.mark.parametrize("propagation", ["Background", "Foreground"])
def test_a_chain_of_three_hundred_owners(cluster, client, propagation):
    owner = None
    for number in range(300):
        metadata = {"name": f"c{number}"}
        if owner is not None:
            metadata["ownerReferences"] = [
                {"apiVersion": "v1", "kind": "ConfigMap", "name": owner["metadata"]["name"],
                 "uid": owner["metadata"]["uid"], "blockOwnerDeletion": True}
            ]  # fmt: skip
        owner = client.create("configmaps", "default", {"metadata": metadata})
    run(cluster, MINUTE, 10_000)
    client.delete("configmaps", "default", "c0", propagation=propagation)
    run(cluster, 10 * MINUTE, 40_000)
    names = {row["metadata"]["name"] for row in client.list("configmaps", "default")}
    assert names == {"kube-root-ca.crt"}


def test_owners_that_never_were(cluster, client):
    """Who belongs to nobody that exists is collected, once."""
    row = {"apiVersion": "v1", "kind": "Pod", "name": "ghost", "uid": "1-2-3"}
    odd = {"apiVersion": "example.com/v9", "kind": "Ghost", "name": "g", "uid": "4-5-6"}
    for number, rows in enumerate(([row], [odd], [row, odd])):
        metadata = {"name": f"c{number}", "ownerReferences": rows}
        client.create("configmaps", "default", {"metadata": metadata})
    run(cluster, 10 * MINUTE, 10_000)
    before = weight(cluster)
    run(cluster, 2 * HOUR, 20_000)
    assert weight(cluster) - before < 2_000_000


def test_a_node_that_is_tainted_and_untainted_all_the_time(cluster, client):
    body = workload("deployments.apps", "web", {"a": "b"}, 6)
    body["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] = 1
    client.create("deployments.apps", "default", body)
    for number in range(60):
        taints = [{"key": "k", "effect": "NoExecute"}] if number % 2 == 0 else []
        name = f"k8snode{1 + number // 2 % 2}"
        client.patch("nodes", "", name, {"spec": {"taints": taints}}, "merge")
        run(cluster, SECOND, 10_000)
    run(cluster, 5 * MINUTE, 40_000)
    assert replicas(client) == 6
    alive(cluster)
