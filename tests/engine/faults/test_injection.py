"""Words that name a fault, and words that do not: refused, and nothing is changed."""

import pytest

from podlab.engine.commands import CommandRefused, perform
from podlab.engine.faults import FAULTS
from podlab.engine.kernel.snapshot import fingerprint


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "unknown-fault"),
        ("explode k8snode1", "unknown-fault"),
        ("stop-kubelet", "bad-fault"),
        ("stop-kubelet k8snode1 now", "bad-fault"),
        ("stop-kubelet nowhere", "no-such-node"),
        ("start-kubelet k8snode1", "already-so"),
        ("reboot k8smaster", "not-simulated"),
        ("restore-network k8snode1", "already-so"),
        ("free-disk k8snode1", "already-so"),
        ("kill web", "no-such-pod"),
        ("kill other/web", "no-such-pod"),
        ("fail-probe web c", "no-such-pod"),
        ("load web c 100", "no-such-pod"),
        ("slow-registry 0", "bad-number"),
        ("slow-registry 1e9", "bad-number"),
        ("drop 101 any 10.0.0.1", "bad-number"),
        ("drop 10 any any", "same-address"),
    ],
)
def test_what_cannot_be_done_is_refused(patient, words, code):
    with pytest.raises(CommandRefused) as refused:
        patient.fault(words)
    assert refused.value.code == code
    assert str(refused.value)


@pytest.mark.parametrize("fault", ["stop-kubelet k8snode1", None, ["x"] * 50, {"a": 1}])
def test_the_command_must_hold_words(patient, fault):
    with pytest.raises(CommandRefused) as refused:
        perform(patient.cluster, {"do": "fault", "fault": fault})
    assert refused.value.code == "bad-command"


def test_containers_must_exist_and_run(patient):
    patient.pod()
    for words, code in (
        ("kill web other", "no-such-container"),
        ("fail-probe web c", "no-probe"),
        ("fail-probe web c odd", "bad-kind"),
        ("load web c much", "bad-number"),
    ):
        with pytest.raises(CommandRefused) as refused:
            patient.fault(words)
        assert refused.value.code == code
    patient.fault("kill web")
    patient.run(0.1)
    with pytest.raises(CommandRefused) as refused:
        patient.fault("memory web c 1000")
    assert refused.value.code == "not-running"


def test_every_fault_has_words_and_a_family():
    for name, fault in FAULTS.items():
        assert name == name.lower()
        assert fault.run.__doc__
        assert not fault.fits(len(fault.arguments) + 1)


def test_the_same_faults_give_the_same_cluster(patient):
    patient.pod()
    again = type(patient)(type(patient.cluster).restore(patient.cluster.snapshot()))
    for one in (patient, again):
        one.fault("drop 30 web any")
        one.fault("load web c 250")
        one.fault("cut-network k8snode2")
        one.run(70)
        one.fault("restore-network k8snode2")
        one.fault("reboot k8snode1")
        one.run(60)
    assert fingerprint(again.cluster.state) == fingerprint(patient.cluster.state)
