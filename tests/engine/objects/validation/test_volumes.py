"""Volumes of Pods.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals


def volume(**source: Any) -> dict[str, Any]:
    return {"spec": {**pod()["spec"], "volumes": [{"name": "v", **source}]}}


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"name": "", "emptyDir": {}}, "name: Required value"),
        ({"emptyDir": {}, "hostPath": {"path": "/"}},
         "hostPath: Forbidden: may not specify more than 1 volume type"),
        ({"hostPath": {"path": ""}}, "hostPath.path: Required value"),
        ({"hostPath": {"path": "/a/../b"}},
         'hostPath.path: Invalid value: "/a/../b": must not contain \'..\''),
        ({"hostPath": {"path": "/a", "type": "Nope"}}, 'hostPath.type: Unsupported value: "Nope"'),
        ({"secret": {}}, "secret.secretName: Required value"),
        ({"configMap": {"name": "c", "items": [{"key": "k", "path": "/abs"}]}},
         'configMap.items[0].path: Invalid value: "/abs": must be a relative path'),
        ({"persistentVolumeClaim": {"claimName": ""}},
         "persistentVolumeClaim.claimName: Required value"),
        ({"configMap": {"name": "c", "defaultMode": 1000}},
         "configMap.defaultMode: Invalid value: 1000: must be a number between 0 and 0777"),
    ],
)  # fmt: skip
def test_refused(source: dict[str, Any], words: str) -> None:
    assert refusals("po", volume(**source))[0].startswith(f"spec.volumes[0].{words}")


def test_a_bad_volume_cannot_be_mounted() -> None:
    manifest = volume(hostPath={"path": ""})
    manifest["spec"]["containers"][0]["volumeMounts"] = [{"name": "v", "mountPath": "/x"}]
    assert refusals("po", manifest) == [
        "spec.volumes[0].hostPath.path: Required value",
        'spec.containers[0].volumeMounts[0].name: Not found: "v"',
    ]


def test_two_volumes_of_one_name() -> None:
    manifest = {"spec": {**pod()["spec"], "volumes": [{"name": "v"}, {"name": "v"}]}}
    assert refusals("po", manifest) == ['spec.volumes[1].name: Duplicate value: "v"']
