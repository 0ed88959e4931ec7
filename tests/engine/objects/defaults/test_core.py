"""Defaults of the core group's other kinds.  Recorded: corpus dry runs."""

from tests.engine.objects.manifests import defaulted, pod


def test_services() -> None:
    assert defaulted("svc", {"spec": {"ports": [{"port": 80}]}})["spec"] == {
        "ports": [{"protocol": "TCP", "port": 80, "targetPort": 80}],
        "type": "ClusterIP",
        "sessionAffinity": "None",
        "internalTrafficPolicy": "Cluster",
    }


def test_load_balancers_and_sticky_sessions() -> None:
    spec = {"type": "LoadBalancer", "sessionAffinity": "ClientIP", "ports": [{"port": 80}]}
    found = defaulted("svc", {"spec": spec})["spec"]
    assert found["allocateLoadBalancerNodePorts"] is True
    assert found["externalTrafficPolicy"] == "Cluster"
    assert found["sessionAffinityConfig"] == {"clientIP": {"timeoutSeconds": 10800}}


def test_namespaces_carry_their_name_as_label() -> None:
    found = defaulted("ns", {})
    assert found["metadata"]["labels"] == {"kubernetes.io/metadata.name": "x"}
    assert found["status"] == {"phase": "Active"}


def test_plain_text_in_secrets_is_coded() -> None:
    found = defaulted("secret", {"stringData": {"a": "hi"}, "data": {"a": "eA==", "b": "eA=="}})
    assert found["data"] == {"a": "aGk=", "b": "eA=="}
    assert "stringData" not in found
    assert found["type"] == "Opaque"


def test_claims_say_their_source_in_both_ways() -> None:
    source = {"kind": "PersistentVolumeClaim", "name": "old"}
    found = defaulted("pvc", {"spec": {"dataSource": source}})["spec"]
    assert found["dataSourceRef"] == found["dataSource"]
    assert found["volumeMode"] == "Filesystem"


def test_limit_ranges_fill_requests_from_bounds() -> None:
    item = {"type": "Container", "max": {"cpu": "2"}, "min": {"memory": "1Mi"}}
    found = defaulted("limits", {"spec": {"limits": [item]}})["spec"]["limits"][0]
    assert found["default"] == {"cpu": "2"}
    assert found["defaultRequest"] == {"cpu": "2", "memory": "1Mi"}


def test_replication_controllers_take_labels_from_their_template() -> None:
    template = {"metadata": {"labels": {"app": "a"}}, **pod()}
    found = defaulted("rc", {"spec": {"template": template}})
    assert found["spec"]["selector"] == {"app": "a"}
    assert found["metadata"]["labels"] == {"app": "a"}
    assert found["spec"]["replicas"] == 1
