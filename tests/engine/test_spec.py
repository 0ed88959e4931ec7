"""Specifications of clusters, right and wrong."""

from typing import Any

import pytest

from podlab.engine.spec import BadSpec, default_spec, learner_spec, parse_spec


def test_the_usual_cluster() -> None:
    spec = parse_spec(default_spec())
    assert [node.name for node in spec.nodes] == ["k8smaster", "k8snode1", "k8snode2"]
    assert spec.machine == "k8smaster"
    assert not spec.ingress_controller
    assert spec.load_balancer_pool == ""


def test_a_learners_cluster_has_an_ingress_controller_and_addresses() -> None:
    spec = parse_spec(learner_spec())
    assert spec.ingress_controller
    assert spec.load_balancer_pool == "192.168.1.240-192.168.1.250"


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        {"nodes": {}},
        {"nodes": [{"name": "a"}]},
        {"nodes": ["a"]},
        {"registry": []},
        {"loadBalancer": "all"},
        {"loadBalancer": {"pool": "10.0.0.9-10.0.0.1"}},
        {"loadBalancer": {"pool": "10.0.0.0/24"}},
        {"loadBalancer": {"pool": "a-b"}},
    ],
    ids=repr,
)
def test_what_cannot_be_used_is_refused(wrong: Any) -> None:
    with pytest.raises(BadSpec):
        parse_spec(wrong)


def test_one_address_is_a_pool() -> None:
    assert parse_spec({"loadBalancer": {"pool": "10.0.0.1"}}).load_balancer_pool == "10.0.0.1"
