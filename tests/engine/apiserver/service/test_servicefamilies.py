"""One family in the cluster: what Services may ask for.  Words recorded: manifests of courses."""

from typing import Any

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.apiserver.service.servicefamilies import family_errors, family_of
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN

SELECTOR = {"app": "web"}
V6 = "2001:db8:fd00::5118"


@pytest.mark.parametrize(
    "spec",
    [
        {"selector": SELECTOR},
        {"selector": SELECTOR, "ipFamilies": ["IPv4"], "clusterIP": "10.96.0.7"},
        {"selector": SELECTOR, "ipFamilyPolicy": "PreferDualStack"},
        {"clusterIP": "None", "ipFamilies": ["IPv6"], "ipFamilyPolicy": "SingleStack"},
        {"clusterIP": "None", "ipFamilyPolicy": "RequireDualStack"},
    ],
)
def test_what_one_stack_allows(spec: dict[str, Any]) -> None:
    assert family_errors(spec, "IPv4") == []


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"ipFamilies": ["IPv6"]},
         ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']),
        ({"ipFamilies": ["IPv6", "IPv4"], "ipFamilyPolicy": "PreferDualStack"},
         ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']),
        ({"ipFamilyPolicy": "RequireDualStack"},
         ['spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured '
          "for dual-stack services"]),
        ({"clusterIPs": [V6]},
         [f'spec.clusterIPs[0]: Invalid value: ["{V6}"]: IPv6 is not configured on this cluster']),
        ({"clusterIP": V6, "clusterIPs": [V6], "ipFamilies": ["IPv6"]},
         ['spec.ipFamilies[0]: Invalid value: "IPv6": not configured on this cluster']),
        ({"ipFamilies": ["IPv4", "IPv6"], "ipFamilyPolicy": "SingleStack"},
         ["spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or "
          "'PreferDualStack' when multiple IP families are specified"]),
    ],
)  # fmt: skip
def test_what_one_stack_refuses(spec: dict[str, Any], words: list[str]) -> None:
    errors = family_errors({"selector": SELECTOR, **spec}, "IPv4")
    assert [str(one) for one in errors] == words


def test_the_family_of_an_address() -> None:
    assert (family_of(V6), family_of("10.0.0.1"), family_of("nonsense")) == ("IPv6", "IPv4", "IPv4")


def test_a_refused_family_takes_no_address(api: ApiServer) -> None:
    spec = {"ports": [{"port": 80}], "selector": SELECTOR, "ipFamilies": ["IPv6"]}
    body = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "six"}, "spec": spec}
    with pytest.raises(ApiError, match="not configured on this cluster"):
        api.verbs.create(ADMIN, "services", "default", body)
    assert not api.world.state.addresses
