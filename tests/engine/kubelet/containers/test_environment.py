"""Environment, downward API and volumes' contents (scenarios/volumes)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kubelet.containers.environment import ConfigProblem, environment, expand
from podlab.engine.kubelet.containers.fieldref import resource_value
from tests.engine.kubelet.harness import Harness

PORTS = [{"port": 443, "protocol": "TCP", "name": "https"}]


def node_with_config() -> Harness:
    node = Harness()
    caller = node.kubelet.context.client.caller
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("configmaps", "default", {"metadata": {"name": "cfg"}, "data": {"color": "blue"}}),
        ("secrets", "default", {"metadata": {"name": "sec"}, "data": {"user": "YWRtaW4="}}),
        (
            "services",
            "default",
            {
                "metadata": {"name": "kubernetes"},
                "spec": {"clusterIP": "10.96.0.1", "ports": PORTS},
            },
        ),
        (
            "services",
            "default",
            {"metadata": {"name": "none"}, "spec": {"clusterIP": "None", "ports": PORTS}},
        ),
    ]
    for resource, namespace, body in rows:
        node.verbs.create(caller, resource, namespace, body)
    node.run(1)
    return node


def variables(node: Harness, **container: Any) -> dict[str, str]:
    row = {"name": "c", "image": "nginx", **container}
    node.pod(containers=[row], enableServiceLinks=False)
    node.run(2)
    return environment(node.kubelet.context, node.state.pods["uid-p"], row)


def test_values_references_and_fields() -> None:
    env = [
        {"name": "COLOR", "valueFrom": {"configMapKeyRef": {"name": "cfg", "key": "color"}}},
        {"name": "USER", "valueFrom": {"secretKeyRef": {"name": "sec", "key": "user"}}},
        {"name": "MY_IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
        {"name": "GREETING", "value": "hello $(COLOR) $(NOPE) $$(COLOR)"},
        {"name": "MAYBE", "valueFrom": {"secretKeyRef": {"name": "no", "key": "x",
                                                         "optional": True}}},
    ]  # fmt: skip
    values = variables(node_with_config(), env=env)
    assert values["COLOR"] == "blue"
    assert values["USER"] == "admin"
    assert values["MY_IP"].startswith("10.244.1.")
    assert values["CPU"] == "2"
    assert values["GREETING"] == "hello blue $(NOPE) $(COLOR)"
    assert "MAYBE" not in values
    assert values["KUBERNETES_SERVICE_HOST"] == "10.96.0.1"
    assert values["KUBERNETES_PORT_443_TCP"] == "tcp://10.96.0.1:443"
    assert values["KUBERNETES_SERVICE_PORT_HTTPS"] == "443"
    assert "NONE_SERVICE_HOST" not in values


@pytest.mark.parametrize(
    ("env", "problem"),
    [
        ({"configMapKeyRef": {"name": "no", "key": "k"}}, 'configmap "no" not found'),
        (
            {"secretKeyRef": {"name": "sec", "key": "k"}},
            "couldn't find key k in Secret default/sec",
        ),
        (
            {"configMapKeyRef": {"name": "cfg", "key": "k"}},
            "couldn't find key k in ConfigMap default/cfg",
        ),
    ],
)
def test_what_is_missing_is_said(env: dict[str, Any], problem: str) -> None:
    node = node_with_config()
    with pytest.raises(ConfigProblem, match=problem):
        variables(node, env=[{"name": "A", "valueFrom": env}])
    assert ("Failed", f"Error: {problem}") in node.events("Failed")
    assert node.container()["state"]["waiting"]["reason"] == "CreateContainerConfigError"


def test_env_from() -> None:
    source = [
        {"prefix": "C_", "configMapRef": {"name": "cfg"}},
        {"secretRef": {"name": "gone", "optional": True}},
    ]
    assert variables(node_with_config(), envFrom=source)["C_color"] == "blue"


@given(st.text(max_size=200))
def test_expanding_anything_ends(text: str) -> None:
    assert isinstance(expand(text, {"A": "$(A)"}), str)


def test_divisors_round_up() -> None:
    container = {"resources": {"limits": {"memory": "100Mi"}, "requests": {"cpu": "250m"}}}
    assert resource_value(container, {"resource": "limits.memory", "divisor": "1Mi"}, {}) == "100"
    assert resource_value(container, {"resource": "requests.cpu"}, {}) == "1"
    assert resource_value(container, {"resource": "requests.cpu", "divisor": "1m"}, {}) == "250"
    assert resource_value({}, {"resource": "limits.cpu"}, {"cpu": "4"}) == "4"
