"""X.509 certificates and signing requests: reading them, checking who signed them.

Public keys of other kinds than P-256 and RSA are carried, not checked.  Not here: issuing
(``authority``).
"""

import hashlib
from dataclasses import dataclass, field
from ipaddress import ip_address

from podlab.engine.pki import der, p256
from podlab.engine.pki.der import BadDer, Node

EC_KEY, P256, RSA_KEY = "1.2.840.10045.2.1", "1.2.840.10045.3.1.7", "1.2.840.113549.1.1.1"
ECDSA_SHA256 = "1.2.840.10045.4.3.2"
_RSA_HASHES = {
    "1.2.840.113549.1.1.11": ("sha256", "3031300d060960864801650304020105000420"),
    "1.2.840.113549.1.1.12": ("sha384", "3041300d060960864801650304020205000430"),
    "1.2.840.113549.1.1.13": ("sha512", "3051300d060960864801650304020305000440"),
}
SUBJECT_ALT, BASIC, REQUESTED = "2.5.29.17", "2.5.29.19", "1.2.840.113549.1.9.14"
_ATTRIBUTES = {"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "ST", "2.5.4.10": "O",
               "2.5.4.11": "OU"}  # fmt: skip


@dataclass(slots=True)
class Named:
    """What a certificate and a request have alike: ``signed`` is what the signature is of."""

    subject: bytes
    key: bytes
    signed: bytes
    algorithm: str
    signature: bytes
    dns: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Kinds of further alternative names: ``Email``, ``URI``."""
    alternatives: bytes = b""
    """The extension with the alternative names, as it is."""

    def attributes(self, name: str) -> list[str]:
        """The subject's attributes of a name: CN, O …"""
        return [value for key, value in attributes(self.subject) if key == name]


@dataclass(slots=True)
class Certificate(Named):
    """A certificate; times as ``20261123174239Z``."""

    issuer: bytes = b""
    begins: str = ""
    ends: str = ""
    is_authority: bool = False

    def names(self, host: str) -> bool:
        """Whether it is for a host: by its alternative names, wildcards for one label."""
        wild = "*." + host.partition(".")[2]
        return host in self.addresses or any(
            name.lower() in (host, wild) for name in self.dns if "." in host or name == host
        )


def attributes(name: bytes) -> list[tuple[str, str]]:
    """A distinguished name's attributes in order.  Raises BadDer."""
    found = []
    for group in der.whole(name).expect(der.SEQUENCE).children():
        for row in group.expect(der.SET).children():
            key, text = row.expect(der.SEQUENCE).children()
            kind = der.oid_of(key)
            found.append((_ATTRIBUTES.get(kind, kind), text.content.decode("utf-8", "replace")))
    return found


def name(*pairs: tuple[str, str]) -> bytes:
    """A distinguished name of attributes such as ("CN", "kubernetes")."""
    oids = {short: dotted for dotted, short in _ATTRIBUTES.items()}
    rows = (der.sequence(der.oid(oids[key]), der.value(der.UTF8, text.encode()))
            for key, text in pairs)  # fmt: skip
    return der.sequence(*(der.value(der.SET, row) for row in rows))


def read_certificate(data: bytes) -> Certificate:
    """A certificate out of DER.  Raises BadDer."""
    try:
        body, algorithm, signature = der.whole(data).expect(der.SEQUENCE).children()
        rows = body.expect(der.SEQUENCE).children()
        if rows[0].tag == 0xA0:
            rows = rows[1:]
        _, _, issuer, validity, subject, key = rows[:6]
        begins, ends = map(der.text_of_time, validity.children())
        made = Certificate(subject.raw, key.raw, body.raw, der.oid_of(algorithm.children()[0]),
                           signature.expect(der.BITS).content[1:], issuer=issuer.raw,
                           begins=begins, ends=ends)  # fmt: skip
        for row in rows[6:]:
            if row.tag == 0xA3:
                _extensions(made, row.children()[0])
    except (ValueError, IndexError) as error:
        raise BadDer(str(error)) from error
    return made


def read_request(data: bytes) -> Named:
    """A signing request out of DER.  Raises BadDer."""
    try:
        body, algorithm, signature = der.whole(data).expect(der.SEQUENCE).children()
        rows = body.expect(der.SEQUENCE).children()
        _, subject, key = rows[:3]
        made = Named(subject.raw, key.raw, body.raw, der.oid_of(algorithm.children()[0]),
                     signature.expect(der.BITS).content[1:])  # fmt: skip
        for attribute in rows[3].children() if len(rows) > 3 else ():
            kind, values = attribute.children()
            if der.oid_of(kind) == REQUESTED:
                _extensions(made, values.children()[0])
    except (ValueError, IndexError) as error:
        raise BadDer(str(error)) from error
    return made


def _extensions(made: Named, rows: Node) -> None:
    for extension in rows.expect(der.SEQUENCE).children():
        parts = extension.children()
        kind, content = der.oid_of(parts[0]), parts[-1].expect(der.OCTETS).content
        if kind == SUBJECT_ALT:
            made.alternatives = extension.raw
            _alternatives(made, der.whole(content))
        if kind == BASIC and isinstance(made, Certificate):
            inner = der.whole(content).children()
            made.is_authority = bool(inner) and inner[0].content == b"\xff"


def _alternatives(made: Named, rows: Node) -> None:
    for row in rows.children():
        if row.tag == 0x82:
            made.dns.append(row.content.decode("ascii", "replace"))
        elif row.tag == 0x87 and len(row.content) in (4, 16):
            made.addresses.append(str(ip_address(row.content)))
        elif row.tag in (0x81, 0x86):
            made.others.append("Email" if row.tag == 0x81 else "URI")


def signed_by(subject: Named, key: bytes) -> bool:
    """Whether a public key's owner has signed something.  Raises BadDer."""
    algorithm, bits = der.whole(key).expect(der.SEQUENCE).children()
    kind, public = der.oid_of(algorithm.children()[0]), bits.expect(der.BITS).content[1:]
    if kind == EC_KEY and subject.algorithm == ECDSA_SHA256 and len(public) == 65:
        point = (int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big"))
        r, s = map(der.number_of, der.whole(subject.signature).children())
        return p256.verify(point, subject.signed, (r, s))
    if kind == RSA_KEY and subject.algorithm in _RSA_HASHES:
        return _signed_by_rsa(subject, der.whole(public).children())
    return False


def _signed_by_rsa(subject: Named, rows: list[Node]) -> bool:
    modulus, exponent = map(der.number_of, rows)
    size = (modulus.bit_length() + 7) // 8
    if not 64 <= size <= 1024 or not 2 < exponent < 1 << 33 or len(subject.signature) != size:
        return False
    digest, prefix = _RSA_HASHES[subject.algorithm]
    info = bytes.fromhex(prefix) + hashlib.new(digest, subject.signed).digest()
    padded = b"\0\1" + b"\xff" * (size - len(info) - 3) + b"\0" + info
    opened = pow(int.from_bytes(subject.signature, "big"), exponent, modulus)
    return opened.to_bytes(size, "big") == padded
