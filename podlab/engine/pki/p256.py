"""ECDSA over the curve P-256 with SHA-256: enough to sign and to check certificates.

Plain arithmetic, not hardened: the keys of a simulated cluster protect nothing.  Not here: how keys
and signatures are written in certificates (``keys``).
"""

import hashlib
import hmac
from functools import cache

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

Point = tuple[int, int]
_Jacobian = tuple[int, int, int]
_ZERO: _Jacobian = (1, 1, 0)


def private_key(*words: object) -> int:
    """A key that is decided by some words."""
    text = "/".join(map(str, words)).encode()
    return int.from_bytes(hashlib.sha512(text).digest(), "big") % (N - 1) + 1


def public_key(key: int) -> Point:
    """The point of a private key."""
    return _affine(_times_base(key))


def on_curve(point: Point) -> bool:
    """Whether a point is one of the curve's."""
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0


def sign(key: int, message: bytes) -> tuple[int, int]:
    """The signature of a message, the same each time."""
    digest = hashlib.sha256(message).digest()
    number = int.from_bytes(digest, "big")
    salt = 0
    while True:
        secret = hmac.new(key.to_bytes(32, "big"), digest + bytes((salt,)), hashlib.sha256)
        once = int.from_bytes(secret.digest(), "big") % (N - 1) + 1
        r = _affine(_times_base(once))[0] % N
        s = pow(once, -1, N) * (number + r * key) % N
        if r and s:
            return r, s
        salt += 1


def verify(point: Point, message: bytes, signature: tuple[int, int]) -> bool:
    """Whether a signature of a message is that of a point's key."""
    r, s = signature
    if not (0 < r < N and 0 < s < N and on_curve(point)):
        return False
    number = int.from_bytes(hashlib.sha256(message).digest(), "big")
    inverse = pow(s, -1, N)
    total = _add(_times_base(number * inverse % N), _times(r * inverse % N, (*point, 1)))
    return bool(total[2]) and _affine(total)[0] % N == r


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not z or not y:
        return _ZERO
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    new_x = (alpha * alpha - 8 * beta) % P
    new_z = ((y + z) * (y + z) - gamma - delta) % P
    return new_x, (alpha * (4 * beta - new_x) - 8 * gamma * gamma) % P, new_z


def _add(first: _Jacobian, second: _Jacobian) -> _Jacobian:
    if not first[2]:
        return second
    if not second[2]:
        return first
    x1, y1, z1 = first
    x2, y2, z2 = second
    z1z1, z2z2 = z1 * z1 % P, z2 * z2 % P
    u1, u2 = x1 * z2z2 % P, x2 * z1z1 % P
    s1, s2 = y1 * z2 * z2z2 % P, y2 * z1 * z1z1 % P
    h, r = (u2 - u1) % P, (s2 - s1) % P
    if not h:
        return _ZERO if r else _double(first)
    square = h * h % P
    cube, v = h * square % P, u1 * square % P
    x3 = (r * r - cube - 2 * v) % P
    return x3, (r * (v - x3) - s1 * cube) % P, h * z1 * z2 % P


def _times(number: int, point: _Jacobian) -> _Jacobian:
    total = _ZERO
    for bit in f"{number:b}":
        total = _double(total)
        if bit == "1":
            total = _add(total, point)
    return total


@cache
def _powers() -> tuple[_Jacobian, ...]:
    """The generator doubled again and again."""
    found, point = [], (*G, 1)
    for _ in range(256):
        found.append(point)
        point = _double(point)
    return tuple(found)


def _times_base(number: int) -> _Jacobian:
    total = _ZERO
    for place, point in enumerate(_powers()):
        if number >> place & 1:
            total = _add(total, point)
    return total


def _affine(point: _Jacobian) -> Point:
    inverse = pow(point[2], -1, P)
    square = inverse * inverse % P
    return point[0] * square % P, point[1] * square * inverse % P
