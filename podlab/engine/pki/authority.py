"""A certificate authority: its own certificate, and those that it issues.

Here: keys from a seed, serial numbers given by the caller, P-256 signatures.  Not here: whose
requests are signed (``controllers.certificatesigning``).
"""

from dataclasses import dataclass
from ipaddress import ip_address

from podlab.engine.kernel.clock import MINUTE, SECOND
from podlab.engine.pki import der, p256
from podlab.engine.pki.certificate import (
    BASIC,
    REQUESTED,
    SUBJECT_ALT,
    Named,
    name,
    read_certificate,
)
from podlab.engine.pki.der import BadDer
from podlab.engine.pki.keys import PrivateKey, algorithm, public_info, signed

DAY = 24 * 60 * MINUTE
TEN_YEARS = 3650 * DAY
_KEY_USAGE, _EXTENDED = "2.5.29.15", "2.5.29.37"
_BITS = ("digital signature", "content commitment", "key encipherment", "data encipherment",
         "key agreement", "cert sign", "crl sign", "encipher only")  # fmt: skip
_PURPOSES = {"any": "2.5.29.37.0", "server auth": "1.3.6.1.5.5.7.3.1",
             "client auth": "1.3.6.1.5.5.7.3.2", "code signing": "1.3.6.1.5.5.7.3.3",
             "email protection": "1.3.6.1.5.5.7.3.4", "s/mime": "1.3.6.1.5.5.7.3.4",
             "timestamping": "1.3.6.1.5.5.7.3.8", "ocsp signing": "1.3.6.1.5.5.7.3.9"}  # fmt: skip


@dataclass(slots=True)
class AuthorityState:
    """Plain data: the private key and the certificate (PEM)."""

    key: int = 0
    certificate: str = ""


@dataclass(slots=True, frozen=True)
class Wish:
    """What a certificate is to say beside its subject's name and key; times in microseconds."""

    serial: int
    begins: int
    ends: int
    usages: tuple[str, ...] = ()
    alternatives: bytes = b""
    authority: bool = False


def new_authority(seed: int, begins: int, common_name: str = "kubernetes") -> AuthorityState:
    """An authority that signs itself."""
    key = p256.private_key("authority", seed, common_name)
    subject = name(("CN", common_name))
    usages = ("digital signature", "key encipherment", "cert sign")
    wish = Wish(p256.private_key("serial", seed) >> 193, begins, begins + TEN_YEARS, usages,
                alternative_names(common_name), True)  # fmt: skip
    made = _issue(key, subject, subject, public_info(key), wish)
    return AuthorityState(key, der.pem("CERTIFICATE", made))


def sign_request(state: AuthorityState, request: Named, wish: Wish) -> str:
    """The certificate (PEM) for a request's subject and key."""
    return issue(state.key, state.certificate, request, wish)


def issue(key: PrivateKey, certificate: str, request: Named, wish: Wish) -> str:
    """The certificate (PEM) for a request by an authority's key and certificate.  Raises BadDer."""
    blocks = der.from_pem(certificate, "CERTIFICATE")
    if not blocks:
        raise BadDer("no certificate")
    issuer = read_certificate(blocks[0]).subject
    return der.pem("CERTIFICATE", _issue(key, issuer, request.subject, request.key, wish))


def self_signed(key: PrivateKey, subject: bytes, wish: Wish) -> str:
    """A certificate (PEM) that nobody else vouches for."""
    return der.pem("CERTIFICATE", _issue(key, subject, subject, public_info(key), wish))


def alternative_names(*hosts: str) -> bytes:
    """The extension that names hosts and addresses."""
    rows = []
    for host in hosts:
        try:
            rows.append(der.value(0x87, ip_address(host).packed))
        except ValueError:
            rows.append(der.value(0x82, host.encode()))
    return _extension(SUBJECT_ALT, der.sequence(*rows))


def signing_request(key: PrivateKey, subject: bytes, alternatives: bytes = b"") -> str:
    """A request (PEM) for a certificate of a key."""
    asked = b""
    if alternatives:
        values = der.value(der.SET, der.sequence(alternatives))
        asked = der.sequence(der.oid(REQUESTED), values)
    body = der.sequence(der.integer(0), subject, public_info(key), der.value(0xA0, asked))
    return der.pem("CERTIFICATE REQUEST", signed(key, body))


def _issue(key: PrivateKey, issuer: bytes, subject: bytes, public: bytes, wish: Wish) -> bytes:
    body = der.sequence(
        der.value(0xA0, der.integer(2)),
        der.integer(wish.serial),
        algorithm(key),
        issuer,
        der.sequence(der.time(wish.begins), der.time(wish.ends)),
        subject,
        public,
        der.value(0xA3, der.sequence(*_wished(wish))),
    )
    return signed(key, body)


def _wished(wish: Wish) -> list[bytes]:
    rows = []
    flags = [usage == "signing" or usage in _BITS for usage in wish.usages]
    if any(flags):
        rows.append(_extension(_KEY_USAGE, _usage_bits(wish.usages), critical=True))
    purposes = [der.oid(_PURPOSES[usage]) for usage in wish.usages if usage in _PURPOSES]
    if purposes:
        rows.append(_extension(_EXTENDED, der.sequence(*purposes)))
    flag = der.value(der.BOOLEAN, b"\xff") if wish.authority else b""
    rows.append(_extension(BASIC, der.sequence(flag), critical=True))
    return [*rows, wish.alternatives] if wish.alternatives else rows


def _usage_bits(usages: tuple[str, ...]) -> bytes:
    known = ["digital signature" if usage == "signing" else usage for usage in usages]
    number = sum(0x80 >> _BITS.index(usage) for usage in set(known) if usage in _BITS)
    unused = (number & -number).bit_length() - 1
    return der.bits(bytes((number,)), unused)


def _extension(kind: str, content: bytes, *, critical: bool = False) -> bytes:
    flag = der.value(der.BOOLEAN, b"\xff") if critical else b""
    return der.sequence(der.oid(kind), flag, der.value(der.OCTETS, content))


def backdated(now: int) -> int:
    """When a certificate that is issued now begins: clocks may differ a little."""
    return now - 5 * MINUTE - now % SECOND
