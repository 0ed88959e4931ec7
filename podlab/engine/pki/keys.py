"""Private keys of both kinds, P-256 and RSA: their PEM form, their public half, signing.

Here: PKCS#8, and reading SEC 1 and PKCS#1.  Not here: the curve's arithmetic (``p256``), looking
for primes (``primes``), encrypted keys.
"""

import hashlib
from typing import NamedTuple

from podlab.engine.pki import der, p256
from podlab.engine.pki.certificate import EC_KEY, ECDSA_SHA256, P256, RSA_KEY
from podlab.engine.pki.der import BadDer

RSA_SHA256 = "1.2.840.113549.1.1.11"
_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")
_NULL = der.value(der.NULL)


class RsaKey(NamedTuple):
    """An RSA key by its primes."""

    p: int
    q: int
    exponent: int = 65537

    @property
    def modulus(self) -> int:
        """The public modulus."""
        return self.p * self.q

    @property
    def private(self) -> int:
        """The private exponent."""
        return pow(self.exponent, -1, (self.p - 1) * (self.q - 1))


PrivateKey = int | RsaKey
"""A number is a key of P-256."""


def public_info(key: PrivateKey) -> bytes:
    """A key's public half, as certificates have it."""
    if isinstance(key, RsaKey):
        numbers = der.sequence(der.integer(key.modulus), der.integer(key.exponent))
        return der.sequence(der.sequence(der.oid(RSA_KEY), _NULL), der.bits(numbers))
    x, y = p256.public_key(key)
    point = b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big")
    return der.sequence(der.sequence(der.oid(EC_KEY), der.oid(P256)), der.bits(point))


def algorithm(key: PrivateKey) -> bytes:
    """By which algorithm a key signs."""
    if isinstance(key, RsaKey):
        return der.sequence(der.oid(RSA_SHA256), _NULL)
    return der.sequence(der.oid(ECDSA_SHA256))


def sign(key: PrivateKey, message: bytes) -> bytes:
    """The signature of a message with SHA-256."""
    if not isinstance(key, RsaKey):
        r, s = p256.sign(key, message)
        return der.sequence(der.integer(r), der.integer(s))
    size = (key.modulus.bit_length() + 7) // 8
    info = _PREFIX + hashlib.sha256(message).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    number = pow(int.from_bytes(padded, "big"), key.private, key.modulus)
    return number.to_bytes(size, "big")


def signed(key: PrivateKey, body: bytes) -> bytes:
    """A body with its signature, as certificates and requests are written."""
    return der.sequence(body, algorithm(key), der.bits(sign(key, body)))


def to_pem(key: PrivateKey) -> str:
    """A key as PKCS#8."""
    if isinstance(key, RsaKey):
        d, p, q = key.private, key.p, key.q
        numbers = (0, key.modulus, key.exponent, d, p, q, d % (p - 1), d % (q - 1), pow(q, -1, p))
        inner = der.sequence(*map(der.integer, numbers))
        kind = der.sequence(der.oid(RSA_KEY), _NULL)
    else:
        inner = der.sequence(der.integer(1), der.value(der.OCTETS, key.to_bytes(32, "big")))
        kind = der.sequence(der.oid(EC_KEY), der.oid(P256))
    whole = der.sequence(der.integer(0), kind, der.value(der.OCTETS, inner))
    return der.pem("PRIVATE KEY", whole)


def from_pem(text: str) -> PrivateKey:
    """The first key in a text.  Raises BadDer."""
    try:
        for block in der.from_pem(text, "PRIVATE KEY"):
            _, kind, inner = der.whole(block).expect(der.SEQUENCE).children()[:3]
            rsa = der.oid_of(kind.children()[0]) == RSA_KEY
            return _rsa(inner.content) if rsa else _ec(inner.content)
        for block in der.from_pem(text, "RSA PRIVATE KEY"):
            return _rsa(block)
        for block in der.from_pem(text, "EC PRIVATE KEY"):
            return _ec(block)
    except (ValueError, IndexError) as error:
        raise BadDer(str(error)) from error
    raise BadDer("no private key")


def _rsa(data: bytes) -> RsaKey:
    numbers = [der.number_of(row) for row in der.whole(data).children()]
    _, modulus, exponent, _, p, q = numbers[:6]
    if p * q != modulus or not 512 <= modulus.bit_length() <= 8192 or not 2 < exponent < 1 << 33:
        raise BadDer("not an RSA key")
    return RsaKey(p, q, exponent)


def _ec(data: bytes) -> int:
    key = int.from_bytes(der.whole(data).children()[1].expect(der.OCTETS).content, "big")
    if not 0 < key < p256.N:
        raise BadDer("not a key of P-256")
    return key
