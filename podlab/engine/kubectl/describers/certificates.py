"""``describe`` of CertificateSigningRequests.

Here: the page, the request's subject and names.  Not here: X.509 (``engine.pki``).
"""

import base64
import binascii
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.writer import Page, format_labels, rfc1123
from podlab.engine.objects.durations import human_duration
from podlab.engine.pki import der
from podlab.engine.pki.certificate import Named, read_request
from podlab.engine.pki.der import BadDer

Object = dict[str, Any]

SUBJECT = (("Organization", "O"), ("Organizational Unit", "OU"), ("Country", "C"),
           ("Locality", "L"), ("Province", "ST"))  # fmt: skip


def signing_request(_c: Context, page: Page, obj: Object) -> None:
    """A CertificateSigningRequest."""
    metadata, spec = obj["metadata"], obj["spec"]
    asked = _request(spec.get("request") or "")
    page.line(f"Name:\t{metadata['name']}")
    page.line(f"Labels:\t{format_labels(metadata.get('labels'))}")
    page.line(f"Annotations:\t{format_labels(metadata.get('annotations'))}")
    page.line(f"CreationTimestamp:\t{rfc1123(metadata['creationTimestamp'])}")
    page.line(f"Requesting User:\t{spec.get('username', '')}")
    if spec.get("signerName"):
        page.line(f"Signer:\t{spec['signerName']}")
    if spec.get("expirationSeconds") is not None:
        page.line(f"Requested Duration:\t{human_duration(spec['expirationSeconds'])}")
    page.line(f"Status:\t{_status(obj)}")
    page.line("Subject:")
    page.line(f"\tCommon Name:\t{''.join(asked.attributes('CN')[-1:])}")
    page.line("\tSerial Number:\t")
    for title, attribute in SUBJECT:
        _several(page, title, asked.attributes(attribute))
    if asked.dns or asked.addresses:
        page.line("Subject Alternative Names:")
        _several(page, "DNS Names", asked.dns)
        _several(page, "IP Addresses", asked.addresses)


def _several(page: Page, title: str, values: list[str]) -> None:
    for place, value in enumerate(values):
        page.line(f"\t{title + ':' if place == 0 else ''}\t{value}")


def _request(text: str) -> Named:
    try:
        blocks = der.from_pem(base64.b64decode(text).decode("latin-1"), "CERTIFICATE REQUEST")
        return read_request(blocks[0])
    except (binascii.Error, BadDer, IndexError):
        raise CommandError(
            "Error parsing CSR: PEM block type must be CERTIFICATE REQUEST"
        ) from None


def _status(obj: Object) -> str:
    status = obj.get("status") or {}
    kinds = [row["type"] for row in status.get("conditions") or ()]
    shown = "Denied" if "Denied" in kinds else "Approved" if "Approved" in kinds else "Pending"
    if "Failed" in kinds:
        shown += ",Failed"
    return shown + ",Issued" if status.get("certificate") else shown
