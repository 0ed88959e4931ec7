"""Approved requests become certificates; refused ones say why; old ones go."""

import base64
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from podlab.engine.controllers.context import ControllerConfig
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.pki.authority import new_authority
from tests.engine.controllers.conftest import manage
from tests.engine.controllers.fake_api import START, World

Object = dict[str, Any]

RESOURCE = "certificatesigningrequests.certificates.k8s.io"
CLIENT = "kubernetes.io/kube-apiserver-client"
KUBELET = "kubernetes.io/kube-apiserver-client-kubelet"
SERVING = "kubernetes.io/kubelet-serving"
AUTHORITY = new_authority(1, START)


@pytest.fixture
def signing() -> World:
    made = World()
    config = ControllerConfig(root_ca=AUTHORITY.certificate, ca_key=AUTHORITY.key)
    manage(made, config)
    return made


def pem(common_name: str, organization: str = "", *hosts: str) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    rows = [x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    if organization:
        rows.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(rows))
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def ask(world: World, name: str, request: bytes, signer: str = CLIENT,
        usages: tuple[str, ...] = ("client auth",), **spec: Any) -> None:  # fmt: skip
    body = {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
            "metadata": {"name": name}, "spec": {"request": base64.b64encode(request).decode(),
            "signerName": signer, "usages": list(usages), **spec}}  # fmt: skip
    world.create(RESOURCE, body, "")


def decide(world: World, name: str, kind: str = "Approved") -> Object:
    row = {"type": kind, "status": "True", "lastUpdateTime": rfc3339(world.sim.now)}
    world.patch(RESOURCE, name, {"status": {"conditions": [row]}}, "", "status")
    world.run(1)
    return dict(world.get(RESOURCE, name, "").get("status") or {})


def test_an_approved_request_is_signed(signing: World) -> None:
    ask(signing, "jane", pem("jane", "dev"))
    signing.run(1)
    assert "certificate" not in (signing.get(RESOURCE, "jane", "").get("status") or {})
    found = x509.load_pem_x509_certificate(base64.b64decode(decide(signing, "jane")["certificate"]))
    assert found.subject.rfc4514_string() == "O=dev,CN=jane"
    root = x509.load_pem_x509_certificate(AUTHORITY.certificate.encode())
    found.verify_directly_issued_by(root)
    assert (found.not_valid_after_utc - found.not_valid_before_utc).days == 365


@pytest.mark.parametrize(("seconds", "minutes"), [(3600, 65), (1, 15), (10**9, 365 * 24 * 60)])
def test_the_time_that_was_asked_for(signing: World, seconds: int, minutes: int) -> None:
    ask(signing, "jane", pem("jane"), expirationSeconds=seconds)
    found = x509.load_pem_x509_certificate(base64.b64decode(decide(signing, "jane")["certificate"]))
    lasts = (found.not_valid_after_utc - found.not_valid_before_utc).total_seconds() / 60
    assert abs(lasts - minutes) < 1


@pytest.mark.parametrize(
    ("signer", "request_", "usages", "message"),
    [
        (CLIENT, ("jane",), ("server auth",), "invalid usage for client certificate: server auth"),
        (CLIENT, ("jane",), ("digital signature",),
         "missing required usage for client certificate: client auth"),
        (KUBELET, ("system:node:a",), ("client auth", "digital signature"),
         "subject organization is not system:nodes"),
        (KUBELET, ("system:node:a", "system:nodes", "a"), ("client auth", "digital signature"),
         "DNS subjectAltNames are not allowed"),
        (KUBELET, ("a", "system:nodes"), ("client auth", "digital signature"),
         "subject common name does not begin with system:node:"),
        (SERVING, ("system:node:a", "system:nodes"), ("server auth", "digital signature"),
         "DNS or IP subjectAltName is required"),
        (SERVING, ("system:node:a", "system:nodes", "a"), ("server auth",),
         "usages did not match [digital signature key encipherment server auth]"),
    ],
)  # fmt: skip
def test_what_a_signer_does_not_sign_fails(
    signing: World, signer: str, request_: tuple[str, ...], usages: tuple[str, ...], message: str
) -> None:
    ask(signing, "r", pem(*request_), signer, usages)
    status = decide(signing, "r")
    failed = status["conditions"][-1]
    assert (failed["type"], failed["reason"]) == ("Failed", "SignerValidationFailure")
    assert failed["message"] == message
    assert "certificate" not in status


@pytest.mark.parametrize("request_", [b"", b"nonsense", pem("jane")[:200]])
def test_what_cannot_be_read_is_left_alone(signing: World, request_: bytes) -> None:
    ask(signing, "r", request_)
    status = decide(signing, "r")
    assert [row["type"] for row in status["conditions"]] == ["Approved"]
    assert "certificate" not in status


def test_other_signers_and_denied_requests_are_not_ours(signing: World) -> None:
    ask(signing, "other", pem("jane"), "example.com/own")
    ask(signing, "denied", pem("jane"))
    assert "certificate" not in decide(signing, "other")
    assert "certificate" not in decide(signing, "denied", "Denied")


def test_old_requests_go(signing: World) -> None:
    ask(signing, "done", pem("jane"))
    ask(signing, "open", pem("jane"))
    decide(signing, "done")
    signing.run(2 * 3600 + 60)
    assert [row["metadata"]["name"] for row in signing.store.list(RESOURCE)] == ["open"]
    signing.run(26 * 3600)
    assert signing.store.list(RESOURCE) == []
