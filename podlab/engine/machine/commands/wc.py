"""wc: lines, words, bytes."""

from podlab.engine.machine.program import YIELD, Proc, Step, readable
from podlab.engine.machine.userland.flavour import is_busybox
from podlab.engine.machine.userland.input import begin, read_chunk
from podlab.engine.machine.userland.options import Options, getopt

LONG = {"lines": "l", "words": "w", "bytes": "c", "chars": "m", "max-line-length": "L"}


def main(p: Proc) -> Step:
    """wc [-lwcmL] [file]…"""
    options = getopt(p, "lwcmL", LONG, usage="[-cmlwL] [FILE]...")
    source = begin(p, options.args)
    rows: dict[int, list[int]] = p.memory.setdefault("rows", {})
    for _ in range(256):
        data = read_chunk(p, source)
        if data is None:
            return readable(source.fd)
        if not data:
            _report(p, options, source.names, rows)
            return source.status
        _count(rows.setdefault(source.at - 1, [0, 0, 0, 0, 0, 0, 0]), data)
    return YIELD


def _count(row: list[int], data: bytes) -> None:
    """lines, words, characters, bytes, longest, in a word, the current line's length."""
    text = data.decode("utf-8", "surrogateescape")
    words = text.split()
    row[0] += data.count(b"\n")
    row[1] += len(words) - (1 if row[5] and words and not text[0].isspace() else 0)
    row[5] = int(not text[-1].isspace())
    row[2] += len(text)
    row[3] += len(data)
    lines = text.split("\n")
    lengths = [row[6] + len(lines[0]), *map(len, lines[1:])]
    row[4], row[6] = max(row[4], *lengths), lengths[-1]


def _report(p: Proc, options: Options, names: list[str], rows: dict[int, list[int]]) -> None:
    chosen = [n for n, letter in enumerate("lwmcL") if options.has(letter)] or [0, 1, 3]
    table = []
    for place, name in enumerate(names):
        row = rows.get(place)
        if row is None and name != "-" and (not p.files.exists(name) or p.files.is_dir(name)):
            continue
        table.append(([(row or [0] * 5)[n] for n in chosen], "" if names == ["-"] else name))
    if len(names) > 1:
        total = [sum(cells[n] for cells, _ in table) for n in range(len(chosen))]
        if 4 in chosen:
            total[chosen.index(4)] = max((c[chosen.index(4)] for c, _ in table), default=0)
        table.append((total, "total"))
    for cells, name in table:
        p.write(1, _line(p, cells, name, table, names))


def _line(
    p: Proc, cells: list[int], name: str, table: list[tuple[list[int], str]], names: list[str]
) -> str:
    if len(cells) == 1 and len(names) == 1:
        text = str(cells[0])
    elif is_busybox(p):
        text = " ".join(f"{cell:9d}" for cell in cells)
    else:
        wide = 7 if "-" in names and len(cells) > 1 else 1
        width = max([wide, *(len(str(cell)) for row, _ in table for cell in row)])
        text = " ".join(f"{cell:{width}d}" for cell in cells)
    return text + (f" {name}" if name else "") + "\n"
