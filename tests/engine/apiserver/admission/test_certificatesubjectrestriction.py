"""Who asks for a certificate, and what nobody gets."""

import base64
from typing import Any

import pytest

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.admission.certificatesubjectrestriction import admit, validate
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.status import ApiError
from tests.engine.controllers.test_certificatesigning import CLIENT, pem

JANE = Caller("jane", ("dev", "system:authenticated"), "kubectl", "kubectl")


def review(request: bytes, signer: str = CLIENT, **spec: Any) -> Review:
    kind = KindTable().by_kind("certificates.k8s.io/v1", "CertificateSigningRequest")
    assert kind is not None
    body = {"metadata": {"name": "r"}, "spec": {"signerName": signer, **spec,
            "request": base64.b64encode(request).decode()}}  # fmt: skip
    return Review("CREATE", kind, "", "", "r", body, None, JANE)


def test_the_caller_is_written_down_whatever_the_request_says() -> None:
    asked = review(b"", username="root", extra={"a": ["b"]})
    admit(asked, None)  # type: ignore[arg-type]
    assert asked.obj["spec"]["username"] == "jane"
    assert asked.obj["spec"]["groups"] == ["dev", "system:authenticated"]
    assert "extra" not in asked.obj["spec"]


def test_nobody_becomes_an_administrator_by_a_request() -> None:
    with pytest.raises(ApiError, match="with system:masters group is not allowed"):
        validate(review(pem("jane", "system:masters")), None)  # type: ignore[arg-type]
    validate(review(pem("jane", "dev")), None)  # type: ignore[arg-type]
    validate(review(pem("jane", "system:masters"), "example.com/own"), None)  # type: ignore[arg-type]
