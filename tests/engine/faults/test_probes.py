"""Probes that fail whatever is true."""

from tests.engine.faults.conftest import PROBE


def test_a_readiness_probe_fails_and_heals(patient):
    assert patient.pod(readinessProbe=PROBE)["ready"]
    patient.fault("fail-probe web c readiness")
    patient.run(6)
    assert not patient.status()["ready"]
    assert "Unhealthy" in patient.reasons()
    patient.fault("heal-probe web c readiness")
    patient.run(6)
    assert patient.status()["ready"]
    assert patient.status()["restartCount"] == 0


def test_a_liveness_probe_that_fails_restarts_the_container_until_it_heals(patient):
    patient.pod(livenessProbe=PROBE)
    patient.fault("fail-probe web c")
    patient.run(10)
    assert patient.status()["restartCount"] >= 1
    patient.fault("heal-probe web c")
    patient.run(30)
    count = patient.status()["restartCount"]
    patient.run(30)
    assert patient.status()["restartCount"] == count


def test_faults_of_pods_that_are_gone_are_forgotten(patient):
    patient.pod(readinessProbe=PROBE)
    patient.fault("fail-probe web c")
    patient.client.delete("pods", "default", "web", grace=0)
    patient.run(40)
    patient.pod("other", readinessProbe=PROBE)
    patient.fault("fail-probe other c")
    failing = patient.cluster.kubelets["k8snode1"].state.failing
    assert len(failing) == 1
