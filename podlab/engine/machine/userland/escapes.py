"""Backslash escapes as ``$'…'``, printf, echo -e and tr read them.

A text stands for bytes: what is not UTF-8 is kept as Python's surrogate escapes, as everywhere in
the machine.  Not here: quoting (``shell.lexer``), conversions (``formats``).
"""

_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b",
            "f": "\f", "v": "\v", "\\": "\\", "'": "'", '"': '"', "?": "?"}  # fmt: skip
_OCTAL = tuple("01234567")
_HEXADECIMAL = tuple("0123456789abcdefABCDEF")
_DIGITS = {"x": 2, "u": 4, "U": 8}
_LAST = 0x10FFFF


def escape(text: str, position: int) -> tuple[str, int]:
    """What an escape means, given the position behind the backslash; and where it ends."""
    char = text[position : position + 1]
    if char in _LETTERS:
        return _LETTERS[char], position + 1
    if char in _OCTAL:
        return octal(text, position)
    if char in _DIGITS:
        end = _span(text, position + 1, _HEXADECIMAL, _DIGITS[char])
        if end > position + 1:
            code = int(text[position + 1 : end], 16)
            return (byte(code) if char == "x" else character(code)), end
    return "\\" + char, position + 1


def octal(text: str, position: int) -> tuple[str, int]:
    """The byte that up to three octal digits mean, a zero byte for none; and where they end."""
    end = _span(text, position, _OCTAL, 3)
    return byte(int(text[position:end] or "0", 8)), end


def byte(code: int) -> str:
    """One byte of a text."""
    return bytes((code & 255,)).decode("utf-8", "surrogateescape")


def character(code: int) -> str:
    """A character by its number; halves of surrogate pairs are the bytes that C would write."""
    char = chr(max(0, min(code, _LAST)))
    return char.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")


def _span(text: str, start: int, digits: tuple[str, ...], most: int) -> int:
    end = start
    while end < start + most and text[end : end + 1] in digits:
        end += 1
    return end
