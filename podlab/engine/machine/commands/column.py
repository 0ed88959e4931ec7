"""column: lines as a table (-t), or as columns that fill the screen.

Here: util-linux's rules.  Not here: the columns of ls (``userland.columns``).
"""

from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, collect, collected_lines, raw, text
from podlab.engine.machine.userland.options import Options, getopt
from podlab.engine.machine.userland.widths import text_width

LONG = {"table": "t", "separator=": "s", "output-separator=": "o", "table-columns=": "N",
        "table-right=": "R", "table-noheadings": "d", "output-width=": "c", "fillrows": "x",
        "keep-empty-lines": "L", "table-columns-limit=": "l"}  # fmt: skip
TAB = 8
MAX_COLUMNS = 1_000
MAX_CELLS = 100_000


def main(p: Proc) -> Step:
    """column [-t] [-s separators] [-o separator] [-N names] [-R columns] [-c width] [-x] [file]…"""
    options = getopt(p, "ts:o:N:R:dc:xLl:", LONG)
    source = begin(p, options.args)
    waiting = collect(p, source)
    if waiting is not None:
        return waiting
    lines = [text(line) for line in collected_lines(source)]
    if not options.has("L"):
        lines = [line for line in lines if line.strip()]
    if options.has("t"):
        p.write(1, raw(_table(options, lines)))
    else:
        width = _number(options.last("c")) or (p.window(1)[0] if p.isatty(1) else 80)
        p.write(1, raw(_filled(lines, width, by_rows=options.has("x"))))
    return source.status


def _number(word: str) -> int:
    if word and not word.isdigit():
        raise CommandFault(f"column: invalid columns argument: '{word}'")
    return int(word[:9] or 0)


# --- a table ---------------------------------------------------------------------------------
def _table(options: Options, lines: list[str]) -> str:
    most = _number(options.last("l")) or MAX_COLUMNS
    rows = [_cells(line, options.last("s"), most) for line in lines]
    names = options.last("N").split(",") if options.has("N") else []
    if names and not options.has("d"):
        rows.insert(0, names)
    count = max((len(row) for row in rows), default=0)
    if count * len(rows) > MAX_CELLS:
        raise CommandFault("column: not simulated: so large a table")
    rows = [row + [""] * (count - len(row)) for row in rows]
    widths = [max(text_width(row[at]) for row in rows) for at in range(count)]
    right = _right(options.last("R"), names, count)
    gap = options.last("o") if options.has("o") else "  "
    return "".join(_line(row, widths, right, gap) for row in rows)


def _cells(line: str, separators: str, most: int) -> list[str]:
    if not separators:
        return line.split(None, most - 1)
    cells: list[str] = []
    start = 0
    for at, letter in enumerate(line):
        if letter in separators and len(cells) < most - 1:
            cells.append(line[start:at])
            start = at + 1
    return [*cells, line[start:]]


def _right(words: str, names: list[str], count: int) -> set[int]:
    """The columns that -R names, by number or by name."""
    found = set()
    for word in words.split(",") if words else ():
        if word in names:
            found.add(names.index(word))
        elif word.isdigit() and 0 < int(word[:9]) <= count:
            found.add(int(word[:9]) - 1)
        else:
            raise CommandFault(f"column: undefined column name '{word}'")
    return found


def _line(row: list[str], widths: list[int], right: set[int], gap: str) -> str:
    pieces = []
    for at, cell in enumerate(row):
        space = " " * (widths[at] - text_width(cell))
        last = at == len(row) - 1
        pieces.append(space + cell if at in right else cell + ("" if last else space))
    return gap.join(pieces) + "\n"


# --- columns ---------------------------------------------------------------------------------
def _filled(words: list[str], width: int, *, by_rows: bool) -> str:
    """Words in columns at tabulators, downwards or by rows."""
    if not words:
        return ""
    step = (max(text_width(word) for word in words) // TAB + 1) * TAB
    if step * 2 > width + TAB - 1:
        return "".join(f"{word}\n" for word in words)
    count = max(1, width // step)
    height = -(-len(words) // count)
    if by_rows:
        rows = [words[at : at + count] for at in range(0, len(words), count)]
    else:
        rows = [words[at::height] for at in range(height)]
    return "".join(_tabbed(row, step) for row in rows)


def _tabbed(row: list[str], step: int) -> str:
    cells = [word + "\t" * -(-(step - text_width(word)) // TAB) for word in row[:-1]]
    return "".join([*cells, row[-1]]) + "\n"
