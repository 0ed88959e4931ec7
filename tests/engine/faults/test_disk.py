"""A disk that is full: pressure, Pods that must go, and the end of it."""


def pressure(patient):
    rows = patient.get("nodes", "k8snode1", "")["status"]["conditions"]
    return next(row["status"] for row in rows if row["type"] == "DiskPressure")


def test_a_full_disk_evicts_and_is_tainted_until_five_minutes_after(patient):
    patient.pod()
    patient.fault("fill-disk k8snode1")
    patient.run(45)
    assert pressure(patient) == "True"
    status = patient.get("pods", "web")["status"]
    assert (status["phase"], status["reason"]) == ("Failed", "Evicted")
    assert status["message"].startswith("The node was low on resource: ephemeral-storage. ")
    taints = patient.get("nodes", "k8snode1", "")["spec"]["taints"]
    assert [taint["key"] for taint in taints] == ["node.kubernetes.io/disk-pressure"]
    assert "EvictionThresholdMet" in patient.reasons()
    patient.fault("free-disk k8snode1")
    patient.run(320)
    assert pressure(patient) == "False"
    assert not patient.get("nodes", "k8snode1", "")["spec"].get("taints")


def test_images_that_nobody_uses_go_first(patient):
    patient.pod()
    patient.client.delete("pods", "default", "web", grace=0)
    patient.run(10)
    runtime = patient.cluster.runtimes["k8snode1"]
    assert any("nginx" in tag for image in runtime.images() for tag in image.tags)
    patient.fault("fill-disk k8snode1")
    patient.run(15)
    tags = [tag for image in runtime.images() for tag in image.tags]
    assert [tag for tag in tags if "pause" not in tag] == []


def test_nothing_can_be_written_to_a_full_disk(patient):
    patient.fault("fill-disk k8smaster")
    machine = patient.cluster.machine
    space = machine.state.vfs.space
    space.used = space.size
    token = machine.run_command(["sh", "-c", "echo hello > /root/file"])
    patient.run(1)
    status, _, err = machine.command_result(token)
    assert status != 0
    assert b"No space left on device" in err


def test_what_a_pod_writes_beyond_its_own_limit_ends_it(patient):
    limits = {"limits": {"ephemeral-storage": "100Ki"}}
    command = ["sh", "-c", "head -c 200000 /dev/zero > /file; sleep 1000"]
    patient.pod("fat", image="busybox", command=command, resources=limits)
    patient.run(15)
    status = patient.get("pods", "fat")["status"]
    assert status["reason"] == "Evicted"
    words = "Pod ephemeral local storage usage exceeds the total limit of containers 100Ki. "
    assert words in status["message"]
