"""DER, the form in which certificates are written: values into bytes and back.

Not here: what the values mean (``certificate``, ``names``).
"""

import base64
import binascii
from typing import NamedTuple

from podlab.engine.kernel.clock import moment

BOOLEAN, INTEGER, BITS, OCTETS, NULL, OID = 0x01, 0x02, 0x03, 0x04, 0x05, 0x06
UTF8, UTC_TIME, TIME = 0x0C, 0x17, 0x18
SEQUENCE, SET = 0x30, 0x31
MAX_SIZE = 64 << 10
MAX_DEPTH = 20


class BadDer(ValueError):
    """Bytes that are no DER, or not what was expected."""


class Node(NamedTuple):
    """One value: its tag, its content, and all its bytes."""

    tag: int
    content: bytes
    raw: bytes

    def children(self) -> list["Node"]:
        """The values inside of a constructed one.  Raises BadDer."""
        found, rest = [], self.content
        while rest:
            node, rest = read(rest)
            found.append(node)
        return found

    def expect(self, tag: int) -> "Node":
        """This node, if it has a tag.  Raises BadDer."""
        if self.tag != tag:
            raise BadDer(f"tag {self.tag:#x} instead of {tag:#x}")
        return self


def read(data: bytes) -> tuple[Node, bytes]:
    """The first value and what comes after it.

    Raises:
        BadDer: there is none.
    """
    if len(data) < 2 or len(data) > MAX_SIZE:
        raise BadDer("truncated or too large")
    length, start = data[1], 2
    if length & 0x80:
        count = length & 0x7F
        start = 2 + count
        if not 1 <= count <= 3 or len(data) < start:
            raise BadDer("bad length")
        length = int.from_bytes(data[2:start], "big")
    end = start + length
    if len(data) < end:
        raise BadDer("truncated")
    return Node(data[0], data[start:end], data[:end]), data[end:]


def whole(data: bytes) -> Node:
    """The only value in some bytes.  Raises BadDer."""
    node, rest = read(data)
    if rest:
        raise BadDer("trailing data")
    return node


def value(tag: int, *parts: bytes) -> bytes:
    """A value of a tag."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    size = (length.bit_length() + 7) // 8
    return bytes((tag, 0x80 | size)) + length.to_bytes(size, "big") + content


def sequence(*parts: bytes) -> bytes:
    """A SEQUENCE."""
    return value(SEQUENCE, *parts)


def integer(number: int) -> bytes:
    """An INTEGER that is not negative."""
    return value(INTEGER, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def number_of(node: Node) -> int:
    """The number of an INTEGER."""
    return int.from_bytes(node.expect(INTEGER).content, "big", signed=True)


def bits(data: bytes, unused: int = 0) -> bytes:
    """A BIT STRING."""
    return value(BITS, bytes((unused,)), data)


def oid(text: str) -> bytes:
    """An OBJECT IDENTIFIER out of ``1.2.840``."""
    numbers = [int(part) for part in text.split(".")]
    content = bytearray((numbers[0] * 40 + numbers[1],))
    for number in numbers[2:]:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(0x80 | number & 0x7F)
        content += bytes(reversed(groups))
    return value(OID, bytes(content))


def oid_of(node: Node) -> str:
    """The dotted text of an OBJECT IDENTIFIER."""
    content = node.expect(OID).content
    if not content or len(content) > 32:
        raise BadDer("bad object identifier")
    numbers, number = [min(content[0] // 40, 2), content[0] - 40 * min(content[0] // 40, 2)], 0
    for byte in content[1:]:
        number = number << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    return ".".join(map(str, numbers))


def time(microseconds: int) -> bytes:
    """A UTCTime, or a GeneralizedTime from 2050 on."""
    when = moment(microseconds)
    if when.year < 2050:
        return value(UTC_TIME, when.strftime("%y%m%d%H%M%SZ").encode())
    return value(TIME, when.strftime("%Y%m%d%H%M%SZ").encode())


def text_of_time(node: Node) -> str:
    """``20261123174239Z``.  Raises BadDer."""
    text = node.content.decode("ascii", "replace")
    if node.tag == UTC_TIME:
        text = ("20" if text[:2] < "50" else "19") + text
    if len(text) != 15 or not text[:14].isdigit() or text[14] != "Z":
        raise BadDer("bad time")
    return text


def pem(label: str, data: bytes) -> str:
    """A PEM block."""
    text = base64.b64encode(data).decode()
    lines = "\n".join(text[start : start + 64] for start in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def from_pem(text: str, label: str) -> list[bytes]:
    """The blocks of a label in a text.  Raises BadDer."""
    found, begin, end = [], f"-----BEGIN {label}-----", f"-----END {label}-----"
    for part in text[: 16 * MAX_SIZE].split(begin)[1:]:
        body, closed, _ = part.partition(end)
        try:
            data = base64.b64decode("".join(body.split()), validate=True) if closed else b""
        except binascii.Error as error:
            raise BadDer("bad base64") from error
        if data:
            found.append(data)
    return found
