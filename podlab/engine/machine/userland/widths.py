"""How many columns a character takes on a terminal (CJK takes two, combining marks none).

Not here: drawing.
"""

import unicodedata


def char_width(char: str) -> int:
    """The columns of one character."""
    if " " <= char <= "~":
        return 1
    if char < " " or char == "\x7f" or unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def text_width(text: str) -> int:
    """The columns of a text."""
    return len(text) if text.isascii() and text.isprintable() else sum(map(char_width, text))


def cut(text: str, columns: int) -> str:
    """The beginning of a text that fits into some columns."""
    used = 0
    for position, char in enumerate(text):
        used += char_width(char)
        if used > columns:
            return text[:position]
    return text


def without_escapes(text: str) -> str:
    """A text without its terminal escape sequences."""
    result, position = [], 0
    while position < len(text):
        if text[position] != "\x1b":
            result.append(text[position])
            position += 1
            continue
        position += 1
        if text[position : position + 1] == "[":
            position += 1
            while position < len(text) and not "@" <= text[position] <= "~":
                position += 1
        elif text[position : position + 1] == "]":
            while position < len(text) and text[position] not in "\x07\\":
                position += 1
        position += 1
    return "".join(result)
