"""Defaults of workloads.  Recorded: corpus dry runs."""

from tests.engine.objects.manifests import defaulted, pod, workload


def test_deployments() -> None:
    spec = defaulted("deploy", workload())["spec"]
    assert spec["strategy"] == {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"},
    }
    assert (spec["replicas"], spec["revisionHistoryLimit"]) == (1, 10)
    assert spec["progressDeadlineSeconds"] == 600
    assert "enableServiceLinks" not in spec["template"]["spec"]


def test_recreate_has_no_rolling_update() -> None:
    spec = defaulted("deploy", workload(strategy={"type": "Recreate"}))["spec"]
    assert spec["strategy"] == {"type": "Recreate"}


def test_daemon_sets() -> None:
    spec = defaulted("ds", workload())["spec"]
    assert spec["updateStrategy"]["rollingUpdate"] == {"maxUnavailable": 1, "maxSurge": 0}


def test_stateful_sets() -> None:
    claims = [{"metadata": {"name": "data"}, "spec": {}}]
    spec = defaulted("sts", workload(volumeClaimTemplates=claims))["spec"]
    assert spec["podManagementPolicy"] == "OrderedReady"
    assert spec["updateStrategy"]["rollingUpdate"]["partition"] == 0
    assert spec["volumeClaimTemplates"][0]["kind"] == "PersistentVolumeClaim"
    assert spec["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }


def test_jobs() -> None:
    found = defaulted("job", {"spec": {"template": pod()}})["spec"]
    assert (found["completions"], found["parallelism"], found["backoffLimit"]) == (1, 1, 6)
    assert found["completionMode"] == "NonIndexed"


def test_a_work_queue_has_no_completions() -> None:
    found = defaulted("job", {"spec": {"parallelism": 2, "template": pod()}})["spec"]
    assert "completions" not in found


def test_cron_jobs() -> None:
    spec = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": pod()}}}
    found = defaulted("cj", {"spec": spec})["spec"]
    assert found["concurrencyPolicy"] == "Allow"
    assert found["jobTemplate"]["spec"]["template"]["spec"]["dnsPolicy"] == "ClusterFirst"
    assert "backoffLimit" not in found["jobTemplate"]["spec"]


def test_autoscalers() -> None:
    spec = defaulted("hpa", {"spec": {"maxReplicas": 3, "behavior": {"scaleUp": {}}}})["spec"]
    assert spec["minReplicas"] == 1
    assert spec["metrics"][0]["resource"]["target"]["averageUtilization"] == 80
    assert spec["behavior"]["scaleUp"]["stabilizationWindowSeconds"] == 0
