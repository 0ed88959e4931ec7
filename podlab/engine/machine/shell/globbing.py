"""Pathname expansion: a pattern into the names of files that are there.

Not here: matching one name (``patterns``).
"""

from podlab.engine.machine.program import Files, SystemCallError
from podlab.engine.machine.shell.patterns import compile_pattern, is_pattern, matches, unquote

LIMIT = 20_000


def expand_path(files: Files, pattern: str) -> list[str]:
    """The paths that a pattern stands for, sorted; [] if there are none."""
    absolute = pattern.startswith("/")
    pieces = [piece for piece in _pieces(pattern) if piece]
    found = ["/" if absolute else ""]
    only_directories = pattern.endswith("/")
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        found = [path for base in found for path in _grow(files, base, piece)][:LIMIT]
        if not last or only_directories:
            found = [path for path in found if files.is_dir(path)]
    return [path + "/" for path in found] if only_directories else found


def _pieces(pattern: str) -> list[str]:
    pieces, current, inside, position = [], [], False, 0
    while position < len(pattern):
        char = pattern[position]
        if char == "\\" and position + 1 < len(pattern):
            current.append(pattern[position : position + 2])
            position += 2
            continue
        inside = char == "[" or (inside and char != "]")
        if char == "/":
            pieces.append("".join(current))
            current, inside = [], False
        else:
            current.append(char)
        position += 1
    pieces.append("".join(current))
    return pieces


def _grow(files: Files, base: str, piece: str) -> list[str]:
    join = base if base in ("", "/") else base + "/"
    if not is_pattern(piece):
        path = join + unquote(piece)
        return [path] if _there(files, path) else []
    try:
        names = files.listdir(base or ".")
    except SystemCallError:
        return []
    tokens = compile_pattern(piece)
    hidden = piece.startswith((".", "\\."))
    return [
        join + name
        for name in sorted(names)
        if (hidden or not name.startswith(".")) and matches(tokens, name)
    ]


def _there(files: Files, path: str) -> bool:
    try:
        files.stat(path, follow=False)
    except SystemCallError:
        return False
    return True
