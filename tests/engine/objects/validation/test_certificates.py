"""CertificateSigningRequests as people write them, rightly and wrongly."""

import base64
from functools import cache
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from podlab.engine.objects.validation.certificates import signing_request

Object = dict[str, Any]


@cache
def request(kind: str = "ec", flip: bool = False) -> str:
    keys: dict[str, Any] = {
        "ec": lambda: ec.generate_private_key(ec.SECP256R1()),
        "rsa": lambda: rsa.generate_private_key(65537, 1024),
        "ed25519": ed25519.Ed25519PrivateKey.generate,
    }
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "jane")])
    digest = None if kind == "ed25519" else hashes.SHA256()
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(keys[kind](), digest)
    data = made.public_bytes(serialization.Encoding.DER)
    if flip:
        data = data[:-1] + bytes((data[-1] ^ 1,))
    body = base64.encodebytes(data).decode()
    text = f"-----BEGIN CERTIFICATE REQUEST-----\n{body}-----END CERTIFICATE REQUEST-----\n"
    return base64.b64encode(text.encode()).decode()


def wrong(**changes: Any) -> list[str]:
    spec = {"request": request(), "signerName": "kubernetes.io/kube-apiserver-client",
            "usages": ["client auth"], **changes}  # fmt: skip
    return [str(row) for row in signing_request({"spec": spec})]


@pytest.mark.parametrize("kind", ["ec", "rsa", "ed25519"])
def test_good_requests(kind: str) -> None:
    assert wrong(request=request(kind)) == []
    assert wrong(signerName="example.com/own", expirationSeconds=600) == []


@pytest.mark.parametrize(
    ("changes", "where", "words"),
    [
        ({"request": "aGVsbG8="}, "spec.request", "PEM block type must be CERTIFICATE REQUEST"),
        ({"request": "###"}, "spec.request", "PEM block type must be CERTIFICATE REQUEST"),
        ({"request": request("rsa", True)}, "spec.request", "crypto/rsa: verification error"),
        ({"usages": []}, "spec.usages", "Required value"),
        ({"usages": ["all"]}, "spec.usages[0]", 'Unsupported value: "all"'),
        ({"usages": ["signing", "signing"]}, "spec.usages[1]", "Duplicate value"),
        ({"signerName": ""}, "spec.signerName", "Required value"),
        ({"signerName": "plain"}, "spec.signerName", "must be a fully qualified domain and path"),
        ({"signerName": "kubernetes.io/legacy-unknown"}, "spec.signerName", "legacy signerName"),
        ({"expirationSeconds": 599}, "spec.expirationSeconds", "less than 600 seconds"),
    ],
)
def test_wrong_ones(changes: Object, where: str, words: str) -> None:
    found = wrong(**changes)
    assert len(found) == 1
    assert found[0].startswith(f"{where}: ")
    assert words in found[0]
