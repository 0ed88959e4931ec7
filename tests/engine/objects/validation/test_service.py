"""Services and endpoints.  Words recorded: mutated manifests, scenarios/mistakes."""

from typing import Any

import pytest

from tests.engine.objects.manifests import refusals, update_refusals

RANGE = "Invalid value: 70000: must be between 1 and 65535, inclusive"


def service(**spec: Any) -> dict[str, Any]:
    return {"spec": {"ports": [{"port": 80}], **spec}}


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"ports": []}, ["spec.ports: Required value"]),
        ({"ports": [{"port": 70000}]}, [
            f"spec.ports[0].port: {RANGE}",
            f"spec.ports[0].targetPort: {RANGE}",
        ]),
        ({"ports": [{"port": 1}, {"port": 2, "name": "b"}]},
         ["spec.ports[0].name: Required value"]),
        ({"type": "Nope"}, ['spec.type: Unsupported value: "Nope": supported values: "ClusterIP", '
                            '"ExternalName", "LoadBalancer", "NodePort"']),
        ({"type": "ExternalName"}, ["spec.externalName: Required value"]),
        ({"clusterIP": "None", "ports": []}, []),
        ({"sessionAffinity": "x"}, ['spec.sessionAffinity: Unsupported value: "x": supported '
                                    'values: "ClientIP", "None"']),
    ],
)  # fmt: skip
def test_services(spec: dict[str, Any], found: list[str]) -> None:
    assert refusals("svc", service(**spec)) == found


def test_names_may_start_with_a_digit() -> None:
    assert refusals("svc", {"metadata": {"name": "1svc"}, **service()}) == []


def test_the_cluster_address_stays() -> None:
    old, new = service(clusterIP="10.96.0.9"), service(clusterIP="10.96.0.10")
    assert update_refusals("svc", old, new) == [
        'spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: may not change once set'
    ]


def test_endpoints_have_addresses() -> None:
    assert refusals("ep", {"subsets": [{}]}) == [
        "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"
    ]


def test_slices_hold_addresses_of_their_type() -> None:
    found = refusals("endpointslices", {"addressType": "IPv4", "ports": [],
                                        "endpoints": [{"addresses": ["::1"]}]})  # fmt: skip
    assert found[0].startswith('endpoints[0].addresses[0]: Invalid value: "::1"')
