"""Permissions as text: ``drwxr-xr-x`` and the modes that chmod understands.

Not here: who may do what.
"""

from podlab.engine.machine.digits import is_number

_TYPES = {"directory": "d", "symlink": "l", "fifo": "p", "socket": "s", "device": "c"}


def mode_text(kind: str, mode: int) -> str:
    """``-rw-r--r--``."""
    text = []
    for shift, special, letter in ((6, 0o4000, "s"), (3, 0o2000, "s"), (0, 0o1000, "t")):
        bits = mode >> shift & 7
        last = "x" if bits & 1 else "-"
        if mode & special:
            last = letter if bits & 1 else letter.upper()
        text.append(("r" if bits & 4 else "-") + ("w" if bits & 2 else "-") + last)
    return _TYPES.get(kind, "-") + "".join(text)


def parse_mode(text: str, old: int, is_dir: bool, umask: int = 0o022) -> int | None:
    """The mode that ``755`` or ``u+x,go-w`` makes out of an old one; None if it is no mode."""
    if is_number(text):
        return int(text, 8) if len(text) <= 5 and not set(text) - set("01234567") else None
    mode = old
    for clause in text.split(","):
        changed = _clause(clause, mode, is_dir, umask)
        if changed is None:
            return None
        mode = changed
    return mode


def _clause(clause: str, mode: int, is_dir: bool, umask: int) -> int | None:
    position = 0
    while position < len(clause) and clause[position] in "ugoa":
        position += 1
    who, rest = clause[:position], clause[position:]
    if not rest or rest[0] not in "+-=":
        return None
    targets = "ugo" if not who or "a" in who else who
    while rest and rest[0] in "+-=":
        op, rest = rest[0], rest[1:]
        letters = ""
        while rest and rest[0] not in "+-=":
            letters, rest = letters + rest[0], rest[1:]
        if set(letters) - set("rwxXst"):
            return None
        bits = _bits(letters, targets, mode, is_dir)
        if not who:
            bits &= ~umask
        clear = sum(7 << {"u": 6, "g": 3, "o": 0}[each] for each in set(targets))
        mode = mode | bits if op == "+" else mode & ~bits if op == "-" else mode & ~clear | bits
    return mode


def _bits(letters: str, targets: str, mode: int, is_dir: bool) -> int:
    value = 0
    for letter in letters:
        bit = {"r": 4, "w": 2, "x": 1}.get(letter, 0)
        if letter == "X" and (is_dir or mode & 0o111):
            bit = 1
        for target in targets:
            value |= bit << {"u": 6, "g": 3, "o": 0}[target]
        if letter == "s":
            value |= (0o4000 if "u" in targets else 0) | (0o2000 if "g" in targets else 0)
        if letter == "t":
            value |= 0o1000
    return value
