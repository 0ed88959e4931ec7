"""Columns in text, as Go's ``text/tabwriter`` aligns them: cells end with a tab, and a column is a
run of lines that all have the cell.

Here: the alignment.  Not here: what is printed.
"""

import unicodedata


def width(text: str) -> int:
    """How many characters tabwriter counts: code points."""
    return len(text)


def columns(text: str) -> int:
    """How many terminal columns a text takes (wide Chinese characters take two)."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def align(text: str, *, minimum: int = 0, padding: int = 2, tabwidth: int = 8) -> str:
    """Align tab-terminated cells with spaces."""
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []
    _block(lines, 0, len(lines), [], out, (minimum, padding))
    return "\n".join(out)


def _block(
    lines: list[list[str]],
    start: int,
    end: int,
    widths: list[int],
    out: list[str],
    rule: tuple[int, int],
) -> None:
    column = len(widths)
    done = row = start
    while row < end:
        if column >= len(lines[row]) - 1:
            row += 1
            continue
        _write(lines[done:row], widths, out)
        stop, broad = row, rule[0]
        while stop < end and column < len(lines[stop]) - 1:
            broad = max(broad, width(lines[stop][column]) + rule[1])
            stop += 1
        _block(lines, row, stop, [*widths, broad], out, rule)
        done = row = stop
    _write(lines[done:end], widths, out)


def _write(lines: list[list[str]], widths: list[int], out: list[str]) -> None:
    for cells in lines:
        parts = [
            cell.ljust(widths[place]) if place < len(widths) else cell
            for place, cell in enumerate(cells)
        ]
        out.append("".join(parts))


def rows(cells: list[list[str]], *, known: list[int] | None = None, padding: int = 3) -> str:
    """Rows as kubectl's tables print them; ``known`` keeps the widths for rows that follow."""
    if not cells:
        return ""
    widths = known if known is not None else []
    count = max(len(row) for row in cells)
    widths.extend([6] * (count - len(widths)))
    for row in cells:
        for place, cell in enumerate(row[:-1]):
            widths[place] = max(widths[place], width(cell) + padding)
    lines = []
    for row in cells:
        head = "".join(cell.ljust(widths[place]) for place, cell in enumerate(row[:-1]))
        lines.append(head + row[-1] + "\n")
    return "".join(lines)
