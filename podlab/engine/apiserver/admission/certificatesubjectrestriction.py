"""Who asks for a certificate is written into the request; nobody gets an administrator's that way.

Here: ``spec.username`` and ``spec.groups`` of CertificateSigningRequests (the strategy's part in
Kubernetes), and the plugin CertificateSubjectRestriction.  Not here: signing.
"""

import base64
import binascii

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import put
from podlab.engine.pki import der
from podlab.engine.pki.certificate import read_request
from podlab.engine.pki.der import BadDer

RESOURCES = ("certificatesigningrequests.certificates.k8s.io",)
OPERATIONS = ("CREATE",)

SIGNER, MASTERS = "kubernetes.io/kube-apiserver-client", "system:masters"
_OF_THE_CALLER = ("username", "uid", "groups", "extra")


def admit(review: Review, _world: World) -> None:
    """Write down who asks, whatever the request says."""
    spec = {key: text for key, text in review.obj["spec"].items() if key not in _OF_THE_CALLER}
    spec |= {"username": review.caller.user, "groups": list(review.caller.groups)}
    review.obj = put(review.obj, ("spec",), spec)


def validate(review: Review, _world: World) -> None:
    """Refuse certificates of the group that may do everything."""
    spec = review.obj["spec"]
    if spec.get("signerName") != SIGNER:
        return
    try:
        text = base64.b64decode(spec.get("request") or "").decode("latin-1")
        organizations = [
            name
            for block in der.from_pem(text, "CERTIFICATE REQUEST")
            for name in read_request(block).attributes("O")
        ]
    except (binascii.Error, BadDer) as error:
        raise review.forbidden(f"failed to parse CSR: {error}") from error
    if MASTERS in organizations:
        raise review.forbidden(f"use of {SIGNER} signer with {MASTERS} group is not allowed")
