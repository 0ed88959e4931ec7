"""How openssl writes and shows things: subjects on a command line, certificates in words.

Not here: the commands (``commands.openssl``).
"""

from podlab.engine.machine.userland.trust import shown_time
from podlab.engine.pki import der
from podlab.engine.pki.authority import alternative_names
from podlab.engine.pki.certificate import (
    EC_KEY,
    RSA_KEY,
    Certificate,
    Named,
    attributes,
    name,
)

KNOWN = ("C", "ST", "L", "O", "OU", "CN")
_SIGNATURES = {"1.2.840.10045.4.3.2": "ecdsa-with-SHA256",
               "1.2.840.113549.1.1.11": "sha256WithRSAEncryption"}  # fmt: skip


class BadSubject(ValueError):
    """A subject that cannot be read; ``str()`` says what openssl says."""


def subject_of(text: str) -> bytes:
    """The name of ``/CN=web/O=dev``."""
    if not text.startswith("/"):
        raise BadSubject(
            "req: subject name is expected to be in the format /type0=value0/type1=value1/type2="
            f"... where characters may be escaped by \\. This name is not in that format: '{text}'"
        )
    pairs = []
    for part in text[1:].replace("\\/", "\0").split("/"):
        key, equals, value = part.replace("\0", "/").partition("=")
        if not equals:
            raise BadSubject("req: Missing '=' after RDN type string")
        if key not in KNOWN:
            raise BadSubject(f'req: Skipping unknown subject name attribute "{key}"')
        if value:
            pairs.append((key, value))
    return name(*pairs)


def alternatives_of(text: str) -> bytes:
    """The extension of ``subjectAltName=DNS:a.b,IP:10.0.0.1``."""
    rows = text.partition("=")[2].split(",")
    return alternative_names(*(row.partition(":")[2].strip() for row in rows if ":" in row))


def shown(subject: bytes) -> str:
    """``CN = web, O = dev``"""
    return ", ".join(f"{key} = {text}" for key, text in attributes(subject))


def text_of(made: Named, kind: str) -> str:
    """``-text``: what a certificate or a request says."""
    rows = [f"{kind}:", "    Data:"]
    if isinstance(made, Certificate):
        rows += ["        Version: 3 (0x2)",
                 f"        Signature Algorithm: {_SIGNATURES.get(made.algorithm, made.algorithm)}",
                 f"        Issuer: {shown(made.issuer)}", "        Validity",
                 f"            Not Before: {shown_time(made.begins)}",
                 f"            Not After : {shown_time(made.ends)}"]  # fmt: skip
    else:
        rows.append("        Version: 1 (0x0)")
    rows += [f"        Subject: {shown(made.subject)}", "        Subject Public Key Info:",
             *(f"            {line}" for line in _key(made.key))]  # fmt: skip
    names = [f"DNS:{each}" for each in made.dns] + [f"IP Address:{one}" for one in made.addresses]
    if names:
        rows += ["        X509v3 extensions:", "            X509v3 Subject Alternative Name:",
                 f"                {', '.join(names)}"]  # fmt: skip
    rows.append(f"    Signature Algorithm: {_SIGNATURES.get(made.algorithm, made.algorithm)}")
    return "\n".join(rows) + "\n"


def _key(info: bytes) -> list[str]:
    algorithm, bits = der.whole(info).children()
    kind = der.oid_of(algorithm.children()[0])
    if kind == EC_KEY:
        return ["Public Key Algorithm: id-ecPublicKey", "    Public-Key: (256 bit)",
                "    NIST CURVE: P-256"]  # fmt: skip
    if kind == RSA_KEY:
        numbers = der.whole(bits.content[1:]).children()
        size = der.number_of(numbers[0]).bit_length()
        return ["Public Key Algorithm: rsaEncryption", f"    Public-Key: ({size} bit)"]
    return [f"Public Key Algorithm: {kind}"]
