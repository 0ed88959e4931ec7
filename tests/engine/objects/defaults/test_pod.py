"""Defaults of Pods.  Recorded: corpus dry runs."""

import pytest

from podlab.engine.objects.defaults import apply_defaults
from podlab.engine.objects.defaults.pod import pull_policy
from tests.engine.objects.manifests import defaulted, kind_of, pod


def test_a_bare_pod() -> None:
    assert defaulted("po", pod())["spec"] == {
        "containers": [
            {
                "name": "c",
                "image": "nginx",
                "resources": {},
                "terminationMessagePath": "/dev/termination-log",
                "terminationMessagePolicy": "File",
                "imagePullPolicy": "Always",
            }
        ],
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "securityContext": {},
        "schedulerName": "default-scheduler",
        "enableServiceLinks": True,
    }


def test_a_defaulted_pod_is_the_same_object() -> None:
    full = defaulted("po", pod(ports=[{"containerPort": 80}], livenessProbe={"httpGet": {}}))
    assert apply_defaults(kind_of("po"), full) is full


@pytest.mark.parametrize(
    ("image", "policy"),
    [("nginx", "Always"), ("nginx:latest", "Always"), ("nginx:1", "IfNotPresent"),
     ("localhost:5000/nginx", "Always"), ("localhost:5000/nginx:1", "IfNotPresent"),
     ("nginx@sha256:" + "a" * 64, "IfNotPresent"), ("Nginx:latest", "IfNotPresent"),
     ("", "IfNotPresent"), ("$IMAGE", "IfNotPresent")],
)  # fmt: skip
def test_pull_policy(image: str, policy: str) -> None:
    assert pull_policy(image) == policy


def test_requests_come_from_limits() -> None:
    found = defaulted("po", pod(resources={"limits": {"cpu": "1", "memory": "1Gi"},
                                           "requests": {"cpu": "500m"}}))  # fmt: skip
    requests = found["spec"]["containers"][0]["resources"]["requests"]
    assert requests == {"cpu": "500m", "memory": "1Gi"}


def test_probes_and_ports() -> None:
    found = defaulted("po", pod(readinessProbe={"httpGet": {"port": 80}},
                                ports=[{"containerPort": 80}]))  # fmt: skip
    container = found["spec"]["containers"][0]
    assert container["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    assert container["readinessProbe"] == {
        "httpGet": {"path": "/", "port": 80, "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    }


def test_host_network_takes_host_ports_in_pods_only() -> None:
    manifest = pod(ports=[{"containerPort": 80}])
    manifest["spec"]["hostNetwork"] = True
    port = defaulted("po", manifest)["spec"]["containers"][0]["ports"][0]
    assert port["hostPort"] == 80


def test_volumes() -> None:
    manifest = pod()
    manifest["spec"]["volumes"] = [
        {"name": "e"}, {"name": "s", "secret": {"secretName": "x"}},
        {"name": "h", "hostPath": {"path": "/x"}},
    ]  # fmt: skip
    assert defaulted("po", manifest)["spec"]["volumes"] == [
        {"name": "e", "emptyDir": {}},
        {"name": "s", "secret": {"secretName": "x", "defaultMode": 420}},
        {"name": "h", "hostPath": {"path": "/x", "type": ""}},
    ]
