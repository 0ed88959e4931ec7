"""Keys of a terminal: bytes as they come into names of keys.

Names: printable characters themselves, ``C-a`` for control keys, ``M-b`` for Alt, up, down, left,
right, home, end, delete, insert, pageup, pagedown, enter, tab, backspace, escape, paste-start,
paste-end, C-left, C-right.  Not here: what a key does.
"""

_FINAL = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "Z": "S-tab"}
_TILDE = {"1": "home", "2": "insert", "3": "delete", "4": "end", "5": "pageup", "6": "pagedown",
          "7": "home", "8": "end", "200": "paste-start", "201": "paste-end"}  # fmt: skip
_NAMES = {"\r": "enter", "\n": "C-j", "\t": "tab", "\x7f": "backspace", "\x08": "backspace"}


def split_keys(data: bytes, patient: bool = False) -> tuple[list[str], bytes]:
    """(keys, bytes of an unfinished one).  A lone escape at the end is the key ``escape`` unless
    ``patient``."""
    keys: list[str] = []
    position = 0
    while position < len(data):
        key, end = _key(data, position, patient)
        if end < 0:
            return keys, data[position:]
        if key:
            keys.append(key)
        position = end
    return keys, b""


def _key(data: bytes, position: int, patient: bool) -> tuple[str, int]:
    byte = data[position]
    if byte == 0x1B:
        return _escape(data, position + 1, patient)
    if byte < 0x80:
        char = chr(byte)
        if char in _NAMES:
            return _NAMES[char], position + 1
        if byte < 0x20:
            return "C-" + chr(byte + 0x60), position + 1
        return char, position + 1
    length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
    if byte < 0xC0:
        return "", position + 1
    piece = data[position : position + length]
    if len(piece) < length:
        return "", -1
    return piece.decode("utf-8", "replace"), position + length


def _escape(data: bytes, position: int, patient: bool) -> tuple[str, int]:
    if position >= len(data):
        return ("", -1) if patient else ("escape", position)
    byte = chr(data[position])
    if byte in "[O":
        return _sequence(data, position + 1)
    if byte == "\x1b":
        return "escape", position
    if byte == "\x7f":
        return "M-backspace", position + 1
    return "M-" + byte, position + 1


def _sequence(data: bytes, position: int) -> tuple[str, int]:
    end = position
    while end < len(data) and not 0x40 <= data[end] <= 0x7E:
        end += 1
        if end - position > 16:
            return "", end
    if end >= len(data):
        return "", -1
    body, final = data[position:end].decode("latin-1"), chr(data[end])
    if final == "~":
        return _TILDE.get(body.split(";")[0], ""), end + 1
    name = _FINAL.get(final, "")
    if body.endswith((";5", ";3")) and name in ("left", "right"):
        name = "C-" + name
    return name, end + 1
