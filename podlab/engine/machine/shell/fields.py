"""Field splitting: pieces of an expanded word into fields.

Not here: where the pieces come from (``expand``).
"""

from typing import NamedTuple


class Piece(NamedTuple):
    """A piece of expanded text: ``quoted`` is literal, ``split`` is cut at the IFS."""

    text: str
    quoted: bool
    split: bool


BREAK = Piece("\0break", False, False)
"""The boundary between two parameters of ``$@``."""


def join_text(pieces: list[Piece], separator: str = "") -> str:
    """The text of pieces put together."""
    return "".join(separator if piece is BREAK else piece.text for piece in pieces)


def split_fields(pieces: list[Piece], ifs: str) -> list[list[Piece]]:
    """Cut pieces into fields; a field is a list of pieces, kept if it has text or quotes."""
    cutter = _Cutter(ifs)
    for piece in pieces:
        if piece is BREAK:
            cutter.cut()
        elif piece.split:
            cutter.split(piece)
        else:
            cutter.add(piece)
    cutter.cut()
    return cutter.fields


class _Cutter:
    def __init__(self, ifs: str) -> None:
        self.white = "".join(char for char in ifs if char in " \t\n")
        self.hard = "".join(char for char in ifs if char not in " \t\n")
        self.fields: list[list[Piece]] = []
        self.current: list[Piece] = []
        self.kept = False

    def add(self, piece: Piece) -> None:
        if piece.text or piece.quoted:
            self.current.append(piece)
            self.kept = True

    def cut(self) -> None:
        if self.kept:
            self.fields.append(self.current)
        self.current, self.kept = [], False

    def split(self, piece: Piece) -> None:
        text, start, position = piece.text, 0, 0
        while position < len(text):
            char = text[position]
            if char not in self.white and char not in self.hard:
                position += 1
                continue
            self.add(Piece(text[start:position], False, False))
            position = self._separator(text, position)
            start = position
        self.add(Piece(text[start:], False, False))

    def _separator(self, text: str, position: int) -> int:
        """Go over one separator: white space around at most one other character."""
        hard = False
        while position < len(text):
            char = text[position]
            if char in self.hard and not hard:
                hard = True
            elif char not in self.white:
                break
            position += 1
        if hard:
            self.kept = True
        self.cut()
        return position
