"""Whom a client trusts, in OpenSSL's words."""

from podlab.engine.kernel.clock import SECOND
from podlab.engine.machine.userland.trust import chain, problem, shown_name, shown_time
from podlab.engine.pki import der
from podlab.engine.pki.authority import DAY, Wish, new_authority, self_signed, sign_request
from podlab.engine.pki.certificate import name, read_certificate

NOW = 1_795_455_760 * SECOND
ROOT = new_authority(1, NOW - DAY)
LONE = self_signed(5, name(("O", "Acme Co"), ("CN", "x")), Wish(1, NOW, NOW + DAY))
OWN = sign_request(ROOT, read_certificate(der.from_pem(LONE, "CERTIFICATE")[0]),
                   Wish(2, NOW, NOW + DAY))  # fmt: skip


def says(presented: str, known: str = "", now: int = NOW) -> str:
    return problem(chain(presented), chain(known), now)


def test_an_authority_that_is_known_vouches() -> None:
    assert says(OWN, ROOT.certificate) == ""
    assert says(LONE, LONE) == ""


def test_others_are_not_trusted() -> None:
    assert says(LONE) == "self-signed certificate"
    assert says(OWN) == "unable to get local issuer certificate"
    assert says(OWN + ROOT.certificate) == "self-signed certificate in certificate chain"
    other = new_authority(2, NOW - DAY)
    assert says(OWN, other.certificate) == "unable to get local issuer certificate"
    assert says("") == "unable to get local issuer certificate"


def test_time() -> None:
    assert says(OWN, ROOT.certificate, NOW + 2 * DAY) == "certificate has expired"
    assert says(OWN, ROOT.certificate, NOW - DAY) == "certificate is not yet valid"


def test_how_it_is_shown() -> None:
    own = chain(LONE)[0]
    assert shown_name(own.subject) == "O=Acme Co; CN=x"
    assert shown_time(own.begins) == "Nov 23 17:42:40 2026 GMT"


def test_nonsense_is_left_out() -> None:
    assert chain("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n") == []
