"""Ingresses and network policies.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import refusals

BACKEND = {"service": {"name": "s", "port": {"number": 80}}}


def ingress(**path: Any) -> dict[str, Any]:
    one = {"path": "/", "pathType": "Prefix", "backend": BACKEND, **path}
    return {"spec": {"rules": [{"host": "a.b", "http": {"paths": [one]}}]}}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ({"pathType": None}, "pathType: Required value: pathType must be specified"),
        ({"pathType": "x"}, 'pathType: Unsupported value: "x": supported values: "Exact", '
         '"ImplementationSpecific", "Prefix"'),
        ({"path": "x"}, 'path: Invalid value: "x": must be an absolute path'),
        ({"path": "/a/../b"}, "path: Invalid value: \"/a/../b\": must not contain '/../'"),
        ({"backend": {}}, 'backend: Invalid value: "": resource or service backend is required'),
        ({"backend": {"service": {"name": "s"}}},
         "backend: Required value: port name or number is required"),
    ],
)  # fmt: skip
def test_paths(path: dict[str, Any], words: str) -> None:
    assert refusals("ing", ingress(**path)) == [f"spec.rules[0].http.paths[0].{words}"]


def test_an_ingress_needs_something() -> None:
    assert refusals("ing", {"spec": {}}) == [
        "spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"
    ]


def test_policies() -> None:
    block = {"cidr": "10.0.0.0/8", "except": ["11.0.0.0/8"]}
    spec = {"podSelector": {}, "ingress": [{"from": [{"ipBlock": block}, {}]}]}
    found = refusals("netpol", {"spec": spec})
    assert found[0].startswith("spec.ingress[0].from[0].ipBlock.except[0]: Invalid value")
    assert found[1] == "spec.ingress[0].from[1]: Required value: must specify a peer"
