"""Containers as learners get them wrong.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import pod, refusals


@pytest.mark.parametrize(
    ("container", "words"),
    [
        ({"name": ""}, "name: Required value"),
        ({"name": "a.b"}, 'name: Invalid value: "a.b": must not contain dots'),
        ({"imagePullPolicy": "Maybe"}, 'imagePullPolicy: Unsupported value: "Maybe": supported '
         'values: "Always", "IfNotPresent", "Never"'),
        ({"ports": [{"containerPort": 70000}]}, "ports[0].containerPort: Invalid value: 70000: "
         "must be between 1 and 65535, inclusive"),
        ({"ports": [{}]}, "ports[0].containerPort: Required value"),
        ({"ports": [{"containerPort": 1, "name": "Too_Long_For_A_Port"}]},
         'ports[0].name: Invalid value: "Too_Long_For_A_Port": must be no more than 15 characters'),
        ({"env": [{"name": ""}]}, "env[0].name: Required value"),
        ({"env": [{"name": "A", "valueFrom": {}}]}, 'env[0].valueFrom: Invalid value: "": must '
         "specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or "
         "`fileKeyRef`"),
        ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "Nope"}}}]},
         'env[0].valueFrom.fieldRef.fieldPath: Invalid value: "Nope": error converting fieldPath: '
         "field label not supported: Nope"),
        ({"envFrom": [{}]}, 'envFrom: Invalid value: "": must specify one of: `configMapRef` or '
         "`secretRef`"),
        ({"volumeMounts": [{"name": "v", "mountPath": "/x"}]},
         'volumeMounts[0].name: Not found: "v"'),
        ({"livenessProbe": {}}, "livenessProbe: Required value: must specify a handler type"),
        ({"livenessProbe": {"exec": {"command": ["a"]}, "periodSeconds": -1}},
         "livenessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0"),
        ({"livenessProbe": {"exec": {"command": ["a"]}, "successThreshold": 2}},
         "livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        ({"securityContext": {"runAsUser": -1}}, "securityContext.runAsUser: Invalid value: -1: "
         "must be between 0 and 2147483647, inclusive"),
    ],
)  # fmt: skip
def test_refused(container: dict[str, Any], words: str) -> None:
    found = refusals("po", pod(**container))
    assert found[0] == f"spec.containers[0].{words}"


def test_one_action_per_probe() -> None:
    probe = {"exec": {"command": ["a"]}, "tcpSocket": {"port": 80}}
    assert refusals("po", pod(readinessProbe=probe)) == [
        "spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 "
        "handler type"
    ]


def test_host_ports_are_unique() -> None:
    ports = [{"containerPort": 80, "hostPort": 80}, {"containerPort": 81, "hostPort": 80}]
    assert 'ports[1].hostPort: Duplicate value: "TCP//80"' in refusals("po", pod(ports=ports))[0]
