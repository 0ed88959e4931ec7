"""Private keys there and back, and those of others."""

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from podlab.engine.pki import keys, primes
from podlab.engine.pki.der import BadDer
from podlab.engine.pki.keys import RsaKey


def prime(start: int, bits: int) -> int:
    search = primes.begin(start, bits)
    while not search.found:
        search = primes.step(search)
    return search.number


@pytest.fixture(scope="module")
def small() -> RsaKey:
    return RsaKey(prime(1 << 300, 512), prime(12345, 512))


def test_a_prime_has_its_size_and_suits_the_exponent(small: RsaKey) -> None:
    assert small.modulus.bit_length() == 1024
    assert small.exponent * small.private % (small.p - 1) == 1


def test_others_read_our_keys(small: RsaKey) -> None:
    theirs = serialization.load_pem_private_key(keys.to_pem(small).encode(), None)
    assert isinstance(theirs, rsa.RSAPrivateKey)
    signature = keys.sign(small, b"text")
    theirs.public_key().verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())
    curve = serialization.load_pem_private_key(keys.to_pem(77).encode(), None)
    assert isinstance(curve, ec.EllipticCurvePrivateKey)
    curve.public_key().verify(keys.sign(77, b"text"), b"text", ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize("form", ["PKCS8", "TraditionalOpenSSL"])
def test_we_read_theirs(form: str) -> None:
    for made in (rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())):
        text = made.private_bytes(serialization.Encoding.PEM,
                                  getattr(serialization.PrivateFormat, form),
                                  serialization.NoEncryption()).decode()  # fmt: skip
        again = serialization.load_pem_private_key(keys.to_pem(keys.from_pem(text)).encode(), None)
        assert again.public_key() == made.public_key()


@pytest.mark.parametrize("text", ["", "words", "-----BEGIN PRIVATE KEY-----\nMAA=\n"
                                  "-----END PRIVATE KEY-----\n"])  # fmt: skip
def test_nonsense_is_no_key(text: str) -> None:
    with pytest.raises(BadDer):
        keys.from_pem(text)
