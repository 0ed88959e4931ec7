"""Numbers in what was typed: ASCII digits, and no more of them than a machine's word holds.

``str.isdigit`` takes superscripts and numbers of any length, which ``int`` refuses.  Not here:
signs, fractions, other bases.
"""

_MOST = 18
"""Digits that always fit into 64 bits."""


def is_number(text: str | bytes) -> bool:
    """Whether a text is a number that ``int`` reads."""
    return text.isdigit() and text.isascii() and len(text) <= _MOST
