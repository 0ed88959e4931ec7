"""Pods as learners get them wrong.  Words recorded: mutated manifests, scenarios/mistakes."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals


def spec(**fields: Any) -> dict[str, Any]:
    return {"spec": {**pod()["spec"], **fields}}


def test_a_fine_pod() -> None:
    assert refusals("po", pod()) == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"containers": []}, "spec.containers: Required value"),
        ({"restartPolicy": "Sometimes"}, 'spec.restartPolicy: Unsupported value: "Sometimes": '
         'supported values: "Always", "OnFailure", "Never"'),
        ({"dnsPolicy": "x"}, 'spec.dnsPolicy: Unsupported value: "x": supported values: '
         '"ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"'),
        ({"activeDeadlineSeconds": 0}, "spec.activeDeadlineSeconds: Invalid value: 0: must be "
         "between 1 and 2147483647, inclusive"),
        ({"hostname": "A"}, 'spec.hostname: Invalid value: "A": a lowercase RFC 1123 label'),
        ({"shareProcessNamespace": True, "hostPID": True}, "spec.shareProcessNamespace: Invalid"),
        ({"schedulingGates": [{"name": "a/b"}], "nodeName": "n"},
         "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"),
        ({"ephemeralContainers": [{"name": "e", "image": "i"}]},
         "spec.ephemeralContainers: Forbidden: cannot be set on create"),
        ({"dnsPolicy": "None"}, "spec.dnsConfig: Required value: must provide at least one DNS"),
    ],
)  # fmt: skip
def test_refused(fields: dict[str, Any], words: str) -> None:
    found = refusals("po", spec(**fields))
    assert len(found) == 1
    assert found[0].startswith(words)


def test_two_containers_of_one_name() -> None:
    two = [{"name": "c", "image": "a"}, {"name": "c", "image": "b"}]
    assert refusals("po", spec(containers=two)) == ['spec.containers[1].name: Duplicate value: "c"']


def test_init_containers_share_the_names() -> None:
    assert refusals("po", spec(initContainers=[{"name": "c", "image": "a"}])) == [
        'spec.initContainers[0].name: Duplicate value: "c"'
    ]


def test_only_sidecars_have_probes() -> None:
    plain = {"name": "i", "image": "a", "livenessProbe": {"exec": {"command": ["true"]}}}
    assert refusals("po", spec(initContainers=[plain])) == [
        "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers "
        "without restartPolicy=Always"
    ]
    assert refusals("po", spec(initContainers=[{**plain, "restartPolicy": "Always"}])) == []
