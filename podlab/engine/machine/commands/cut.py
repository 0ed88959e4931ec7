"""cut: columns and fields of lines."""

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Proc, Step
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, each_line, raw, text
from podlab.engine.machine.userland.options import getopt

LONG = {"delimiter=": "d", "fields=": "f", "characters=": "c", "bytes=": "b",
        "only-delimited": "s", "complement": "C", "output-delimiter=": "O"}  # fmt: skip
BIG = 1 << 30


def _ranges(spec: str) -> list[tuple[int, int]]:
    result = []
    for piece in spec.split(","):
        low, dash, high = piece.partition("-")
        if (low and not is_number(low)) or (high and not is_number(high)) or not piece.strip("-"):
            raise CommandFault(f"cut: invalid field value ‘{piece}’\n"
                               "Try 'cut --help' for more information.")  # fmt: skip
        first = int(low[:9] or 1)
        last = first if not dash else int(high[:9]) if high else BIG
        if first == 0:
            raise CommandFault("cut: fields are numbered from 1\n"
                               "Try 'cut --help' for more information.")  # fmt: skip
        result.append((first, last))
    return result


def main(p: Proc) -> Step:
    """cut -f list | -c list [-d delimiter] [file]…"""
    options = getopt(p, "d:f:c:b:sn", LONG, usage="[OPTIONS] [FILE]...")
    letter = next((each for each in "fcb" if options.has(each)), "")
    if not letter:
        raise CommandFault("cut: you must specify a list of bytes, characters, or fields\n"
                           "Try 'cut --help' for more information.")  # fmt: skip
    ranges = _ranges(options.last(letter))
    delimiter = options.last("d", "\t")
    if len(delimiter) > 1:
        raise CommandFault("cut: the delimiter must be a single character\n"
                           "Try 'cut --help' for more information.")  # fmt: skip
    joiner = options.last("O", delimiter)
    complement = options.has("C")

    def chosen(count: int) -> list[int]:
        return [n for n in range(count)
                if any(low <= n + 1 <= high for low, high in ranges) != complement]  # fmt: skip

    def work(line: bytes) -> bytes:
        content = text(line.rstrip(b"\n"))
        if letter != "f":
            return raw("".join(content[n] for n in chosen(len(content))) + "\n")
        if delimiter not in content:
            return b"" if options.has("s") else raw(content + "\n")
        fields = content.split(delimiter)
        return raw(joiner.join(fields[n] for n in chosen(len(fields))) + "\n")

    source = begin(p, options.args)
    waiting = each_line(p, source, work)
    return source.status if waiting is None else waiting
