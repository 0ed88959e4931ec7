"""openssl as courses use it: a certificate for an Ingress, a request of a new user."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.engine.machine.small import Lab

SUBJECT = "/CN=shop.example.com/O=shop"


@pytest.fixture
def lab() -> Lab:
    return Lab()


def run(lab: Lab, line: str, stdin: bytes = b"") -> tuple[int, str, str]:
    return lab.command("sh", "-c", f"cd /root; {line}", stdin=stdin, seconds=30)


def read(lab: Lab, name: str) -> bytes:
    return lab.machine.files.read(f"/root/{name}")


def test_a_self_signed_certificate_in_one_line(lab: Lab) -> None:
    line = ("openssl req -x509 -nodes -days 365 -newkey rsa:1024 -keyout tls.key -out tls.crt "
            f"-subj '{SUBJECT}' "
            "-addext 'subjectAltName=DNS:shop.example.com,IP:10.0.0.1'")  # fmt: skip
    assert run(lab, line)[0] == 0
    found = x509.load_pem_x509_certificate(read(lab, "tls.crt"))
    key = serialization.load_pem_private_key(read(lab, "tls.key"), None)
    assert found.public_key() == key.public_key()
    found.verify_directly_issued_by(found)
    assert found.subject.rfc4514_string() == "O=shop,CN=shop.example.com"
    assert (found.not_valid_after_utc - found.not_valid_before_utc).days == 365
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["shop.example.com"]


def test_a_users_request_signed_by_an_authority(lab: Lab) -> None:
    lines = (
        "openssl ecparam -genkey -name prime256v1 -out ca.key",
        "openssl req -x509 -new -key ca.key -subj /CN=kubernetes -out ca.crt",
        "openssl genrsa -out jane.key 1024",
        "openssl req -new -key jane.key -out jane.csr -subj '/CN=jane/O=dev'",
        "openssl x509 -req -in jane.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out jane.crt",
        "openssl verify -CAfile ca.crt jane.crt",
    )
    for line in lines:
        status, out, err = run(lab, line)
        assert status == 0, (line, err)
    assert out == "jane.crt: OK\n"
    found = x509.load_pem_x509_certificate(read(lab, "jane.crt"))
    found.verify_directly_issued_by(x509.load_pem_x509_certificate(read(lab, "ca.crt")))
    assert x509.load_pem_x509_csr(read(lab, "jane.csr")).is_signature_valid
    status, out, _ = run(lab, "openssl x509 -noout -subject -issuer -dates", read(lab, "jane.crt"))
    assert out.splitlines()[:2] == ["subject=CN = jane, O = dev", "issuer=CN = kubernetes"]
    assert out.splitlines()[2].startswith("notBefore=")
    status, _, err = run(lab, "openssl verify jane.crt")
    assert (status, "unable to get local issuer certificate" in err) == (2, True)


def test_text(lab: Lab) -> None:
    run(lab, f"openssl req -x509 -newkey ec -nodes -out a.crt -subj '{SUBJECT}' "
             "-addext subjectAltName=DNS:a.b")  # fmt: skip
    _, out, _ = run(lab, "openssl x509 -in a.crt -noout -text")
    assert "        Subject: CN = shop.example.com, O = shop\n" in out
    assert "                DNS:a.b\n" in out
    assert "Public Key Algorithm: id-ecPublicKey" in out
    _, out, _ = run(lab, "openssl x509 -in a.crt")
    assert out.encode() == read(lab, "a.crt")


def test_random_bytes(lab: Lab) -> None:
    assert len(run(lab, "openssl rand -hex 16")[1]) == 33
    assert len(run(lab, "openssl rand -base64 32")[1]) == 45


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("openssl s_client", "not simulated in PodLab: s_client"),
        ("openssl", "not simulated in PodLab: a prompt"),
        ("openssl genrsa 8192", "not simulated in PodLab: RSA keys of 8192 bits"),
        ("openssl req -new -newkey ec -nodes", "use -subj"),
        ("openssl req -new -newkey ec -subj CN=x", "is not in that format: 'CN=x'"),
        ("openssl req -new -newkey ec -subj /XX=x", "unknown subject name attribute"),
        ("openssl req -new -key none -subj /CN=x", 'Can\'t open "none" for reading'),
        ("openssl x509 -in /etc/hostname", "no certificate"),
        ("openssl x509 -in /etc/hostname -pubkey", "not simulated in PodLab: -pubkey"),
    ],
)
def test_what_does_not_work_says_why(lab: Lab, line: str, words: str) -> None:
    status, _, err = run(lab, line)
    assert status != 0
    assert words in err
