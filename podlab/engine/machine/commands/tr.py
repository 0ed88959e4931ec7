"""tr: translate and delete characters."""

from podlab.engine.machine.program import YIELD, Proc, Step, readable, writable
from podlab.engine.machine.userland.escapes import escape
from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.input import begin, raw, read_chunk
from podlab.engine.machine.userland.options import getopt
from podlab.engine.machine.userland.regexparser import CLASSES


def main(p: Proc) -> Step:
    """tr [-cds] set1 [set2]"""
    options = getopt(p, "cCdst", {"delete": "d", "squeeze-repeats": "s", "complement": "c"},
                     usage="[-cds] STRING1 [STRING2]")  # fmt: skip
    args = options.args
    if not args:
        raise CommandFault("tr: missing operand\nTry 'tr --help' for more information.")
    if len(args) < 2 and not (options.has("d") or options.has("s")):
        raise CommandFault(f"tr: missing operand after ‘{args[0]}’\n"
                           "Two strings must be given when translating.\n"
                           "Try 'tr --help' for more information.")  # fmt: skip
    first = expand(args[0])
    second = expand(args[1]) if len(args) > 1 else ""
    complement = options.has("c") or options.has("C")
    source = begin(p, [])
    memory = p.memory
    memory.setdefault("last", "")
    memory.setdefault("rest", b"")
    for _ in range(64):
        data = read_chunk(p, source)
        if data is None:
            return readable(source.fd)
        if not data:
            return 0
        text = _decode(memory, data)
        result = _work(text, (first, second, complement), options.values, memory)
        if p.write(1, raw(result)) > 65_536:
            return writable(1)
    return YIELD


def _decode(memory: dict[str, bytes], data: bytes) -> str:
    data = memory["rest"] + data
    keep = 0
    for back in range(1, min(4, len(data)) + 1):
        byte = data[-back]
        if byte >= 0xC0:
            need = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            keep = back if need > back else 0
            break
        if byte < 0x80:
            break
    memory["rest"] = data[len(data) - keep :] if keep else b""
    return data[: len(data) - keep].decode("utf-8", "surrogateescape")


def expand(spec: str) -> str:
    """The characters of a set."""
    chars: list[str] = []
    position = 0
    while position < len(spec):
        if spec.startswith("[:", position) and (end := spec.find(":]", position)) > 0:
            chars.extend(sorted(CLASSES.get(spec[position + 2 : end], frozenset())))
            position = end + 2
            continue
        char, position = _one(spec, position)
        if spec[position : position + 1] == "-" and position + 1 < len(spec):
            last, position = _one(spec, position + 1)
            chars.extend(
                chr(code) for code in range(ord(char), min(ord(last), ord(char) + 70000) + 1)
            )
        else:
            chars.append(char)
    return "".join(chars)


def _one(spec: str, position: int) -> tuple[str, int]:
    if spec[position] == "\\" and position + 1 < len(spec):
        piece, end = escape(spec, position + 1)
        return piece.lstrip("\\") or "\\", end
    return spec[position], position + 1


def _work(
    text: str,
    sets: tuple[str, str, bool],
    flags: dict[str, list[str]],
    memory: dict[str, str],
) -> str:
    first, second, complement = sets
    inside = frozenset(first)
    squeeze = frozenset(second or first) if "s" in flags else frozenset()
    table = {}
    if second and "d" not in flags and not complement:
        padded = second.ljust(len(first), second[-1])
        table = dict(zip(first, padded))
    result: list[str] = []
    last = memory["last"]
    for char in text:
        hit = (char in inside) != complement
        if hit and "d" in flags:
            continue
        if hit and second and "d" not in flags:
            char = second[-1] if complement else table[char]
        in_squeeze = char in squeeze if second or not complement else hit
        if squeeze and char == last and in_squeeze:
            continue
        last = char
        result.append(char)
    memory["last"] = last
    return "".join(result)
