"""Brace expansion: ``{a,b}`` and ``{1..5}`` in a word (bash only).

Not here: other expansions (``expand``).
"""

from typing import Any

from podlab.engine.machine.shell.nodes import Lit, Word

LIMIT = 20_000


def expand_braces(word: Word) -> list[Word]:
    """The words that a word becomes; itself if there is no brace to expand."""
    if not any(isinstance(part, Lit) and "{" in part.text for part in word.parts):
        return [word]
    atoms: list[Any] = []
    for part in word.parts:
        atoms.extend(part.text if isinstance(part, Lit) else [part])
    return [_word(each) for each in _expand(atoms, 0)]


def _word(atoms: list[Any]) -> Word:
    parts: list[Any] = []
    text: list[str] = []
    for atom in atoms:
        if isinstance(atom, str):
            text.append(atom)
            continue
        if text:
            parts.append(Lit("".join(text)))
            text = []
        parts.append(atom)
    if text:
        parts.append(Lit("".join(text)))
    return Word(tuple(parts))


def _expand(atoms: list[Any], depth: int) -> list[list[Any]]:
    for start, atom in enumerate(atoms):
        if (
            atom != "{"
            or depth > 20
            or (start and isinstance(atoms[start - 1], str) and atoms[start - 1] == "$")
        ):
            continue
        end, commas = _closing(atoms, start)
        if end < 0:
            continue
        choices = _choices(atoms, start, end, commas, depth)
        if not choices:
            continue
        tails = _expand(atoms[end + 1 :], depth + 1)
        if len(choices) * len(tails) > LIMIT:
            return [atoms]
        return [atoms[:start] + choice + tail for choice in choices for tail in tails]
    return [atoms]


def _closing(atoms: list[Any], start: int) -> tuple[int, list[int]]:
    depth = 0
    commas: list[int] = []
    for position in range(start, len(atoms)):
        atom = atoms[position]
        if atom == "{":
            depth += 1
        elif atom == "}":
            depth -= 1
            if depth == 0:
                return position, commas
        elif atom == "," and depth == 1:
            commas.append(position)
    return -1, []


def _choices(
    atoms: list[Any], start: int, end: int, commas: list[int], depth: int
) -> list[list[Any]]:
    if not commas:
        return _range(atoms[start + 1 : end])
    result = []
    edges = [start, *commas, end]
    for left, right in zip(edges, edges[1:]):
        result.extend(_expand(atoms[left + 1 : right], depth + 1))
    return result


def _range(atoms: list[Any]) -> list[list[Any]]:
    if not all(isinstance(atom, str) for atom in atoms):
        return []
    pieces = "".join(atoms).split("..")
    if len(pieces) not in (2, 3):
        return []
    try:
        step = abs(int(pieces[2])) if len(pieces) == 3 else 1
    except ValueError:
        return []
    return [list(text) for text in _sequence(pieces[0], pieces[1], step or 1)]


def _sequence(first: str, last: str, step: int) -> list[str]:
    if len(first) == 1 and len(last) == 1 and first.isalpha() and last.isalpha():
        low, high = ord(first), ord(last)
        codes = range(low, high + 1, step) if low <= high else range(low, high - 1, -step)
        return [chr(code) for code in codes]
    try:
        low, high = int(first), int(last)
    except ValueError:
        return []
    width = max(len(first), len(last)) if _padded(first) or _padded(last) else 0
    numbers = range(low, high + 1, step) if low <= high else range(low, high - 1, -step)
    return [str(number).zfill(width) for number in numbers[:LIMIT]]


def _padded(text: str) -> bool:
    digits = text.lstrip("-")
    return len(digits) > 1 and digits.startswith("0")
