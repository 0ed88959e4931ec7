"""What the authority issues is what other implementations read."""

import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from podlab.engine.kernel.clock import SECOND
from podlab.engine.pki import der
from podlab.engine.pki.authority import (
    AuthorityState,
    Wish,
    alternative_names,
    new_authority,
    self_signed,
    sign_request,
)
from podlab.engine.pki.certificate import (
    attributes,
    name,
    read_certificate,
    read_request,
    signed_by,
)
from podlab.engine.pki.der import BadDer

NOW = 1_795_455_760 * SECOND
YEAR = 365 * 86400 * SECOND


@pytest.fixture(scope="module")
def authority() -> AuthorityState:
    return new_authority(7, NOW)


def request(key: Any, *hosts: str) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jane"),
                         x509.NameAttribute(NameOID.ORGANIZATION_NAME, "dev")])  # fmt: skip
    builder = x509.CertificateSigningRequestBuilder().subject_name(subject)
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def theirs(pem: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem.encode())


def test_the_authority_is_one(authority: AuthorityState) -> None:
    found = theirs(authority.certificate)
    assert found.subject.rfc4514_string() == "CN=kubernetes"
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.key_cert_sign, usage.digital_signature, usage.crl_sign) == (True, True, False)
    found.verify_directly_issued_by(found)
    assert found.not_valid_before_utc == datetime.datetime.fromtimestamp(
        NOW // SECOND, datetime.UTC
    )


def test_the_seed_decides(authority: AuthorityState) -> None:
    assert new_authority(7, NOW) == authority
    assert new_authority(8, NOW).key != authority.key


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_request_becomes_a_certificate(authority: AuthorityState, kind: str) -> None:
    key: Any = ec.generate_private_key(ec.SECP256R1())
    if kind == "rsa":
        key = rsa.generate_private_key(65537, 2048)
    asked = read_request(request(key, "a.example.com"))
    assert signed_by(asked, asked.key)
    assert (asked.attributes("CN"), asked.attributes("O")) == (["jane"], ["dev"])
    wish = Wish(99, NOW, NOW + YEAR, ("client auth", "digital signature"), asked.alternatives)
    found = theirs(sign_request(authority, asked, wish))
    found.verify_directly_issued_by(theirs(authority.certificate))
    assert found.public_key().public_numbers() == key.public_key().public_numbers()
    assert found.serial_number == 99
    purposes = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [purpose._name for purpose in purposes] == ["clientAuth"]
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["a.example.com"]


def test_ours_are_read_back(authority: AuthorityState) -> None:
    hosts = alternative_names("*.example.com", "plain", "10.0.0.1")
    pem = self_signed(5, name(("O", "Acme"), ("CN", "x")), Wish(1, NOW, NOW + YEAR, (), hosts))
    found = read_certificate(der.from_pem(pem, "CERTIFICATE")[0])
    assert attributes(found.issuer) == [("O", "Acme"), ("CN", "x")]
    assert signed_by(found, found.key)
    root = read_certificate(der.from_pem(authority.certificate, "CERTIFICATE")[0])
    assert root.is_authority
    assert not found.is_authority
    assert not signed_by(found, root.key)
    answers = [found.names(host) for host in ("a.example.com", "a.b.example.com", "plain",
                                              "10.0.0.1", "example.com", "other")]  # fmt: skip
    assert answers == [True, False, True, True, False, False]


def test_others_signatures_are_checked() -> None:
    key = rsa.generate_private_key(65537, 2048)
    asked = read_request(request(key))
    good = key.sign(asked.signed, padding.PKCS1v15(), hashes.SHA256())
    assert asked.signature == good
    asked.signature = good[:-1] + bytes((good[-1] ^ 1,))
    assert not signed_by(asked, asked.key)


NONSENSE = [
    b"", b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\x02\x01\x01", b"\x30\x80" * 50,
    b"\x04\x02ab", b"\x30\x00",
]  # fmt: skip


@pytest.mark.parametrize("data", NONSENSE)
def test_nonsense_is_refused(data: bytes) -> None:
    for read in (read_certificate, read_request):
        with pytest.raises(BadDer):
            read(data)


def test_pem_blocks() -> None:
    text = "words\n" + der.pem("A", b"one") + der.pem("B", b"two")
    assert (der.from_pem(text, "B"), der.from_pem(text, "C")) == ([b"two"], [])
    assert der.from_pem("-----BEGIN A-----\nabc", "A") == []
    with pytest.raises(BadDer):
        der.from_pem("-----BEGIN A-----\n!!!!\n-----END A-----", "A")
