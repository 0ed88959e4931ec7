"""Registries that are slow or away."""


def test_a_slow_registry_makes_pulls_long(patient):
    patient.fault("slow-registry 50")
    body = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "web"},
        "spec": {"nodeName": "k8snode1", "containers": [{"name": "c", "image": "nginx"}]},
    }
    patient.client.create("pods", "default", body)
    patient.run(30)
    assert patient.status()["state"]["waiting"]["reason"] == "ContainerCreating"
    patient.run(600)
    assert "running" in patient.status()["state"]


def test_without_a_registry_pulls_fail_and_are_tried_again(patient):
    patient.fault("registry-down")
    row = patient.pod()
    assert row["state"]["waiting"]["reason"] in ("ErrImagePull", "ImagePullBackOff")
    patient.fault("registry-up")
    patient.run(60)
    assert "running" in patient.status()["state"]
