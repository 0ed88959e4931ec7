"""Backslash escapes: letters, bytes, characters, and what is none."""

import pytest

from podlab.engine.machine.userland.escapes import byte, character, escape, octal


def written(text: str) -> bytes:
    """What a text is on a disk."""
    return text.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("text", "meant", "end"),
    [
        ("nx", b"\n", 1),
        ("0101", b"\x08", 3),
        ("777", b"\xff", 3),
        ("x41B", b"A", 3),
        ("xff", b"\xff", 3),
        ("u4e2d!", "中".encode(), 5),
        ("U0001f600", "😀".encode(), 9),
        ("ud800", b"\xed\xa0\x80", 5),
        ("UFFFFFFFF", b"\xf4\x8f\xbf\xbf", 9),
        ("xg", b"\\x", 1),
        ("q", b"\\q", 1),
        ("", b"\\", 1),
    ],
)
def test_what_an_escape_means(text: str, meant: bytes, end: int) -> None:
    piece, position = escape(text, 0)
    assert (written(piece), position) == (meant, end)


def test_bytes_make_up_a_character_once_they_are_written() -> None:
    assert written("".join(byte(code) for code in b"\xe4\xb8\xad")).decode() == "中"


def test_no_octal_digits_are_a_zero() -> None:
    assert octal("9", 0) == ("\0", 0)


def test_a_number_below_zero_is_no_character() -> None:
    assert character(-5) == "\0"
