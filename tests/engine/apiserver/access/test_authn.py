"""Whom the API server takes a client for."""

import base64
from typing import Any

import pytest

from podlab.engine.apiserver.access import authn
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError
from podlab.engine.pki.authority import (
    DAY,
    AuthorityState,
    Wish,
    new_authority,
    self_signed,
    sign_request,
)
from podlab.engine.pki.certificate import name, read_certificate
from podlab.engine.pki.der import from_pem


@pytest.fixture
def known(api: ApiServer) -> ApiServer:
    api.world.state.options.client_ca = authority(api).certificate
    return api


def authority(api: ApiServer, seed: int = 1) -> AuthorityState:
    return new_authority(seed, api.world.sim.now - DAY)


def shows(api: ApiServer, by: AuthorityState, *subject: tuple[str, str], days: int = 1) -> Any:
    now = api.world.sim.now
    wish = Wish(1, now - DAY, now + days * DAY)
    asked = read_certificate(from_pem(self_signed(5, name(*subject), wish), "CERTIFICATE")[0])
    data = base64.b64encode(sign_request(by, asked, wish).encode()).decode()
    return authn.of_kubeconfig(api.world, {"client-certificate-data": data})


def test_a_certificate_says_who_and_of_which_groups(known: ApiServer) -> None:
    found = shows(known, authority(known), ("O", "dev"), ("O", "ops"), ("CN", "jane"))
    assert found == ("jane", ("dev", "ops", "system:authenticated"))


def test_what_the_authority_has_not_signed_is_nobodys(known: ApiServer) -> None:
    for by, subject, days in (
        (authority(known, 2), (("CN", "jane"),), 1),
        (authority(known), (("O", "dev"),), 1),
        (authority(known), (("CN", "jane"),), 0),
    ):
        with pytest.raises(ApiError) as refused:
            shows(known, by, *subject, days=days - 1 if days == 0 else days)
        assert refused.value.code == 401


@pytest.mark.parametrize("data", ["", "####", base64.b64encode(b"no certificate").decode()])
def test_nonsense_is_unauthorized(known: ApiServer, data: str) -> None:
    with pytest.raises(ApiError, match="Unauthorized"):
        authn.of_kubeconfig(
            known.world, {"client-certificate": "f", "client-certificate-data": data}
        )


def test_nobody_and_passwords(known: ApiServer) -> None:
    assert authn.of_kubeconfig(known.world, {"name": "x"})[0] == "system:anonymous"
    assert authn.of_kubeconfig(known.world, {"token": "admintoken"})[0] == "kubernetes-admin"
    with pytest.raises(ApiError):
        authn.of_kubeconfig(known.world, {"username": "jane", "password": "x"})
