"""Cables that are cut, packets that get lost."""

from podlab.engine.kernel.clock import SECOND


def test_a_node_that_is_cut_off_goes_on_and_is_given_up(patient):
    patient.pod()
    patient.fault("cut-network k8snode1")
    patient.run(65)
    assert patient.ready("k8snode1") == "Unknown"
    patient.fault("kill web c")
    patient.run(5)
    assert patient.status()["restartCount"] == 0, "nobody was told"
    patient.fault("restore-network k8snode1")
    patient.run(10)
    assert patient.ready("k8snode1") == "True"
    assert patient.status()["restartCount"] == 1


def test_what_was_deleted_meanwhile_goes_when_the_line_is_back(patient):
    patient.pod()
    patient.fault("cut-network k8snode1")
    patient.client.delete("pods", "default", "web")
    patient.run(40)
    assert patient.get("pods", "web")["metadata"]["deletionTimestamp"]
    patient.fault("restore-network k8snode1")
    patient.run(5)
    assert patient.cluster.store.list("pods", "default") == []


def test_a_pod_that_was_forced_away_is_cleaned_up_later(patient):
    patient.pod()
    patient.fault("cut-network k8snode1")
    patient.client.delete("pods", "default", "web", grace=0)
    patient.run(5)
    assert patient.cluster.runtimes["k8snode1"].containers()
    patient.fault("restore-network k8snode1")
    patient.run(40)
    assert not patient.cluster.runtimes["k8snode1"].containers()
    assert not patient.cluster.kubelets["k8snode1"].state.pods


def test_the_control_plane_cut_off_leaves_all_nodes_alone(patient):
    patient.fault("cut-network k8smaster")
    patient.run(65)
    assert [patient.ready(f"k8snode{n}") for n in (1, 2)] == ["Unknown", "Unknown"]
    assert patient.ready("k8smaster") == "True"
    patient.fault("restore-network k8smaster")
    patient.run(10)
    assert patient.ready("k8snode1") == "True"


def fetch(patient, address):
    """Seconds and status of ``curl`` on the terminal's machine."""
    sim, machine = patient.cluster.sim, patient.cluster.machine
    begun = sim.now
    token = machine.run_command(["curl", "-sS", "-m", "60", f"http://{address}/"])
    while (result := machine.command_result(token)) is None:
        assert sim.step()
    return (sim.now - begun) / SECOND, result[0]


def test_lost_packets_make_it_slow_and_all_of_them_impossible(patient):
    patient.pod()
    address = patient.get("pods", "web")["status"]["podIP"]
    quick, status = fetch(patient, address)
    assert status == 0
    assert quick < 0.2
    patient.fault("drop 60 any web")
    times = [fetch(patient, address) for _ in range(10)]
    assert max(took for took, _ in times) > 0.9
    patient.fault("drop 100 k8smaster web")
    assert fetch(patient, address)[1] == 28
    patient.fault("drop 0 k8smaster web")
    patient.fault("drop 0 any web")
    assert fetch(patient, address)[0] < 0.2
    assert patient.cluster.state.network.losses == {}
