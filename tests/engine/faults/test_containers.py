"""Processes that are killed, memory that runs out."""


def test_a_killed_container_is_started_again(patient):
    patient.pod()
    patient.fault("kill web")
    patient.run(3)
    row = patient.status()
    assert row["restartCount"] == 1
    ended = row["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "Error")


def test_out_of_memory(patient):
    patient.pod()
    patient.fault("oom web c")
    patient.run(3)
    ended = patient.status()["lastState"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (137, "OOMKilled")


def test_the_namespace_may_be_said(patient):
    patient.pod()
    patient.fault("kill default/web c")
    patient.run(3)
    assert patient.status()["restartCount"] == 1
