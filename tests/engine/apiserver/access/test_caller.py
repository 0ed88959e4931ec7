"""Whose objects are believed: components and nodes, not whoever uses their name."""

import pytest

from podlab.engine.apiserver.access.caller import Caller


@pytest.mark.parametrize(
    ("user", "component", "trusted"),
    [
        ("system:node:node1", "kubelet/node1", True),
        ("system:kube-scheduler", "kube-scheduler", True),
        ("kubernetes-admin", "kubectl", False),
        ("system:serviceaccount:default:default", "kubectl", False),
        ("system:node:node1", "client/curl", False),
    ],
)
def test_components_and_nodes_are_trusted(user: str, component: str, trusted: bool) -> None:
    assert Caller(user, (), "manager", component).trusted is trusted
