"""CPU and memory that a container uses beyond its programs."""

from podlab.engine.kernel.clock import SECOND


def cpu(patient):
    """The CPU milliseconds that the container has used."""
    runtime = patient.cluster.runtimes["k8snode1"]
    (row,) = [one for one in runtime.containers() if one.state == "running"]
    return runtime.usage(row.id).cpu_microseconds // 1000


def memory(patient):
    runtime = patient.cluster.runtimes["k8snode1"]
    (row,) = [one for one in runtime.containers() if one.state == "running"]
    return runtime.usage(row.id).memory_bytes


def test_load_is_counted_and_its_limit_binds(patient):
    patient.pod(resources={"limits": {"cpu": "500m"}})
    patient.fault("load web c 200")
    before = cpu(patient)
    patient.run(10)
    assert 2000 <= cpu(patient) - before <= 2010
    patient.fault("load web c 4000")
    before = cpu(patient)
    patient.run(10)
    assert 5000 <= cpu(patient) - before <= 5010
    patient.fault("load web c 0")
    before = cpu(patient)
    patient.run(10)
    assert cpu(patient) - before <= 10


def test_memory_is_held_until_the_limit_kills(patient):
    patient.pod(resources={"limits": {"memory": "64Mi"}})
    idle = memory(patient)
    patient.fault(f"memory web c {32 << 20}")
    assert memory(patient) - idle == 32 << 20
    patient.fault("memory web c 0")
    assert memory(patient) == idle
    patient.fault(f"memory web c {65 << 20}")
    patient.run(3)
    row = patient.status()
    assert row["lastState"]["terminated"]["reason"] == "OOMKilled"
    assert memory(patient) <= idle


def test_nothing_is_left_of_it_when_the_pod_is_gone(patient):
    machine = patient.cluster.machines["k8snode1"]
    empty = machine.state.used_memory
    patient.pod()
    patient.fault(f"memory web c {200 << 20}")
    patient.fault("load web c 700")
    patient.client.delete("pods", "default", "web", grace=0)
    patient.run(40)
    assert machine.state.used_memory == empty
    used = machine.state.cpu
    patient.cluster.sim.run_until(patient.cluster.sim.now + 5 * SECOND)
    assert machine.state.cpu - used < SECOND // 10


def test_a_node_short_of_memory_evicts(patient):
    patient.pod()
    patient.fault(f"memory web c {3500 << 20}")
    patient.run(20)
    assert patient.get("pods", "web")["status"]["reason"] == "Evicted"
