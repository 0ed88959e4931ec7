"""Kubelets that stop and machines that restart."""


def test_a_node_without_kubelet_is_given_up_and_comes_back(patient):
    """recorded: scenarios-extras/node-down"""
    before = patient.pod()
    patient.fault("stop-kubelet k8snode1")
    patient.run(65)
    assert patient.ready("k8snode1") == "Unknown"
    assert patient.status()["state"] == before["state"]
    patient.fault("start-kubelet k8snode1")
    patient.run(10)
    assert patient.ready("k8snode1") == "True"
    after = patient.status()
    assert (after["containerID"], after["restartCount"]) == (before["containerID"], 0)


def test_a_reboot_restarts_what_ran(patient):
    before = patient.pod()
    patient.fault("reboot k8snode1")
    patient.run(60)
    after = patient.status()
    assert after["restartCount"] == 1
    assert after["containerID"] != before["containerID"]
    assert "running" in after["state"]
    assert patient.ready("k8snode1") == "True"
    assert "SandboxChanged" in patient.reasons()


def test_what_went_while_the_kubelet_was_down_is_cleaned_up(patient):
    patient.pod()
    patient.fault("stop-kubelet k8snode1")
    patient.client.delete("pods", "default", "web", grace=0)
    patient.run(5)
    runtime = patient.cluster.runtimes["k8snode1"]
    assert len(runtime.sandboxes()) == 1
    patient.fault("start-kubelet k8snode1")
    patient.run(10)
    assert runtime.sandboxes() == []
    assert runtime.containers() == []
    files = patient.cluster.machines["k8snode1"].files
    assert files.listdir("/var/lib/kubelet/pods") == []
