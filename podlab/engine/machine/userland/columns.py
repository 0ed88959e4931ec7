"""Names in columns, sizes for humans: the layout of ls, df, du and completion lists.

Not here: which files there are.
"""

from podlab.engine.machine.userland.widths import text_width


def in_columns(names: list[str], width: int, shown: list[str] | None = None, gap: int = 2) -> str:
    """Names in columns that fill a terminal's width, downwards; ``shown`` are the same names with
    colours."""
    if not names:
        return ""
    shown = shown or names
    widths = [text_width(name) for name in names]
    for rows in range(1, len(names) + 1):
        columns = [widths[start : start + rows] for start in range(0, len(names), rows)]
        sizes = [max(column) for column in columns]
        if sum(sizes) + gap * (len(sizes) - 1) <= max(width - 1, 1) or rows == len(names):
            break
    lines = []
    for row in range(rows):
        cells = []
        for number, size in enumerate(sizes):
            at = number * rows + row
            if at < len(names):
                last = at + rows >= len(names)
                cells.append(shown[at] + ("" if last else " " * (size + gap - widths[at])))
        lines.append("".join(cells))
    return "\n".join(lines) + "\n"


def human_size(size: int, base: int = 1024) -> str:
    """A size as GNU's ``-h`` writes it, rounded up: 4.0K, 12M, 1.5G."""
    if size < base:
        return str(size)
    number, unit = float(size), "B"
    for each in "KMGTPE":
        unit = each
        number /= base
        if number < 9.95:
            return f"{_up(number * 10) / 10:.1f}{unit}"
        if number < base - 0.5:
            return f"{_up(number)}{unit}"
    return f"{_up(number)}E"


def _up(number: float) -> int:
    whole = int(number)
    return whole if number == whole else whole + 1


def busybox_size(size: int) -> str:
    """A size as busybox's ``-h`` writes it: 252.0G, 64.0M."""
    if size < 1024:
        return str(size)
    number = float(size)
    unit = ""
    for each in "KMGTP":
        unit = each
        number /= 1024
        if number < 1023.95:
            break
    return f"{number:.1f}{unit}"
