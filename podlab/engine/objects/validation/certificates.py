"""Rules of CertificateSigningRequests.

Not here: what each signer demands (``controllers.certificatesigning``).
"""

import base64
import binascii

from podlab.engine.objects.fielderror import duplicate, invalid, required, unsupported
from podlab.engine.objects.validation.checks import Errors, Object
from podlab.engine.pki import der
from podlab.engine.pki.certificate import read_request, signed_by
from podlab.engine.pki.der import BadDer

USAGES = (
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign",
    "data encipherment", "decipher only", "digital signature", "email protection", "encipher only",
    "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment",
    "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing",
    "timestamping",
)  # fmt: skip
LEGACY = "kubernetes.io/legacy-unknown"


def signing_request(obj: Object) -> Errors:
    """A CertificateSigningRequest."""
    spec = obj.get("spec") or {}
    errors: Errors = []
    wrong = _wrong_request(spec.get("request") or "")
    if wrong:
        errors.append(invalid("spec.request", spec.get("request") or "", wrong))
    usages = spec.get("usages") or []
    if not usages:
        errors.append(required("spec.usages"))
    for place, usage in enumerate(usages):
        if usage not in USAGES:
            errors.append(unsupported(f"spec.usages[{place}]", usage, USAGES))
    for place, usage in enumerate(usages):
        if usage in usages[:place]:
            errors.append(duplicate(f"spec.usages[{place}]", usage))
    errors += _signer(spec.get("signerName") or "")
    seconds = spec.get("expirationSeconds")
    if seconds is not None and seconds < 600:
        words = "may not specify a duration less than 600 seconds (10 minutes)"
        errors.append(invalid("spec.expirationSeconds", seconds, words))
    return errors


def _signer(name: str) -> Errors:
    if name == LEGACY:
        words = "the legacy signerName is not allowed via this API version"
        return [invalid("spec.signerName", name, words)]
    if not name:
        return [required("spec.signerName")]
    domain, slash, path = name.partition("/")
    if not slash or not path or "/" in path or "." not in domain:
        words = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
        return [invalid("spec.signerName", name, words)]
    return []


def _wrong_request(text: str) -> str:
    """What is wrong with the request inside; '' if nothing is."""
    try:
        blocks = der.from_pem(base64.b64decode(text).decode("latin-1"), "CERTIFICATE REQUEST")
    except (binascii.Error, BadDer):
        blocks = []
    if not blocks:
        return "PEM block type must be CERTIFICATE REQUEST"
    try:
        asked = read_request(blocks[0])
        if asked.algorithm in CHECKED and not signed_by(asked, asked.key):
            return CHECKED[asked.algorithm]
    except BadDer:
        return "asn1: structure error: malformed certificate request"
    return ""


_RSA = "crypto/rsa: verification error"
CHECKED = {
    "1.2.840.10045.4.3.2": "x509: ECDSA verification failure",
    "1.2.840.113549.1.1.11": _RSA,
    "1.2.840.113549.1.1.12": _RSA,
    "1.2.840.113549.1.1.13": _RSA,
}
"""Signatures that are checked (ECDSA and RSA over SHA-2), and what is said of wrong ones; others
are taken on trust."""
