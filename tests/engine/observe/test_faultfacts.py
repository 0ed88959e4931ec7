"""Faults that stand: told while they do, not when they were lifted or are about others."""

import pytest

from podlab.engine.observe.faultfacts import standing
from tests.engine.observe.situations import brought_about, pod, probe
from tests.engine.observe.test_narrate import asked, records_of


def words(cluster):
    return [cause.subject for cause in standing(records_of(cluster))]


def test_a_fault_stands_until_it_is_lifted():
    stop = ("stop-kubelet", "k8snode1")
    assert words(brought_about([stop])) == ["stop-kubelet k8snode1"]
    assert words(brought_about([stop, ("start-kubelet", "k8snode1")])) == []
    other = [stop, ("stop-kubelet", "k8snode2"), ("start-kubelet", "k8snode2")]
    assert words(brought_about(other)) == ["stop-kubelet k8snode1"]
    assert words(brought_about([stop, ("reboot", "k8snode1")])) == []


def test_the_last_of_two_alike_counts():
    cluster = brought_about([("slow-registry", "5"), ("slow-registry", "9")])
    assert words(cluster) == ["slow-registry 9"]


@pytest.mark.parametrize("name", ["web", "other"])
def test_a_fault_of_a_pod_is_told_of_that_pod(name):
    probed = probe("readiness", "/")
    cluster = brought_about(
        [pod(probed), pod(probed, "other"), 12, ("fail-probe", "web", "c", "readiness"), 5]
    )
    codes = [fact.code for fact in asked(cluster, f"pods/default/{name}")]
    assert ("fault-stands" in codes) == (name == "web")


def test_a_fault_of_an_earlier_pod_of_the_name_is_not_told():
    cluster = brought_about([pod(probe("readiness", "/")), 12,
                             ("fail-probe", "web", "c", "readiness"), 2, "kubectl delete pod web",
                             pod(probe("readiness", "/")), 12])  # fmt: skip
    assert "fault-stands" not in [fact.code for fact in asked(cluster, "pods/default/web")]
