"""Builtins that read: read, mapfile, getopts.

Not here: the interactive line (``shell.editor``).
"""

from typing import Any

from podlab.engine.machine.digits import is_number
from podlab.engine.machine.program import Wait, first_of, readable, until
from podlab.engine.machine.shell.assignments import is_name
from podlab.engine.machine.shell.context import Shell

LINE_LIMIT = 1 << 16


def read(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``read [-r] [-s] [-p prompt] [-t seconds] [-n count] [-d char] [-a array] names``."""
    if "line" not in memory:
        status = _begin(shell, words, memory)
        if status:
            return status
    waiting = _read_line(shell, memory)
    if isinstance(waiting, Wait):
        return waiting
    if memory.get("a"):
        fields = _split(shell, memory, 0)
        shell.variables.assign_list(memory["a"], fields, False)
    else:
        _store(shell, memory)
    return waiting


def _begin(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    options = {"p": "", "t": "", "n": "", "d": "", "a": "", "u": "0", "N": ""}
    args = words[1:]
    while args and args[0].startswith("-") and len(args[0]) > 1:
        if args[0] == "--":
            args = args[1:]
            break
        letter, rest = args[0][1], args[0][2:]
        if letter in options:
            options[letter] = rest or (args[1] if len(args) > 1 else "")
            args = args[1:] if rest else args[2:]
        elif letter in "rse":
            options[letter] = "yes"
            args = ["-" + rest, *args[1:]] if rest else args[1:]
        else:
            shell.builtin_error("read", f"-{letter}: invalid option")
            return 2
    for name in args:
        if not is_name(name.partition("[")[0]):
            shell.builtin_error("read", f"`{name}': not a valid identifier")
            return 1
    memory.update(options, line=b"", names=args)
    if options["p"] and shell.p.isatty(shell.state.fds.get(0, 0)):
        shell.write(options["p"], 2)
    try:
        memory["until"] = shell.p.now + int(float(options["t"] or 0) * 1_000_000)
    except (ValueError, OverflowError):
        shell.builtin_error("read", f"{options['t']}: invalid timeout specification")
        return 1
    return 0


def _read_line(shell: Shell, memory: dict[str, Any]) -> int | Wait:
    fd = shell.state.fds.get(int(memory["u"] or 0) if is_number(memory["u"]) else 0)
    if fd is None:
        shell.builtin_error("read", "read error: 0: Bad file descriptor")
        return 1
    end = memory["d"][:1].encode() if memory["d"] else b"\n"
    count = memory["n"] or memory["N"]
    limit = int(count[:6]) if is_number(count) else LINE_LIMIT
    for _ in range(4096):
        if len(memory["line"]) >= limit:
            return 0
        data = shell.p.read(fd, 1)
        if data is None:
            return _wait(shell, memory, fd)
        if not data:
            return 1
        if data == end:
            if end == b"\n" and "r" not in memory and memory["line"].endswith(b"\\"):
                memory["line"] = memory["line"][:-1]
                continue
            return 0
        memory["line"] += data
    return Wait("yield")


def _wait(shell: Shell, memory: dict[str, Any], fd: int) -> int | Wait:
    if not memory["t"]:
        return readable(fd)
    if shell.p.now >= memory["until"]:
        return 142
    return first_of(readable(fd), until(memory["until"]))


def _split(shell: Shell, memory: dict[str, Any], limit: int) -> list[str]:
    """The line's fields; the last takes the rest when there are more than ``limit``."""
    text = memory["line"].decode("utf-8", "surrogateescape")
    ifs = shell.variables.get("IFS")
    ifs = " \t\n" if ifs is None else ifs
    white = "".join(char for char in ifs if char in " \t\n")
    text = text.lstrip(white) if white else text
    fields: list[str] = []
    while text:
        if limit and len(fields) == limit - 1:
            fields.append(text.rstrip(white) if white else text)
            break
        position = next((n for n, char in enumerate(text) if char in ifs), len(text))
        fields.append(text[:position])
        text = _skip(text[position:], ifs, white)
    if "r" not in memory:
        fields = [field.replace("\\", "") for field in fields]
    return fields


def _skip(text: str, ifs: str, white: str) -> str:
    text = text.lstrip(white) if white else text
    if text and text[0] in ifs and text[0] not in white:
        text = text[1:].lstrip(white) if white else text[1:]
    return text


def _store(shell: Shell, memory: dict[str, Any]) -> None:
    names = memory["names"]
    if not names:
        text = memory["line"].decode("utf-8", "surrogateescape")
        shell.variables.assign("REPLY", text)
        return
    fields = _split(shell, memory, len(names))
    for number, name in enumerate(names):
        shell.variables.assign_target(name, fields[number] if number < len(fields) else "")


def mapfile(shell: Shell, words: list[str], memory: dict[str, Any]) -> int | Wait:
    """``mapfile [-t] name``."""
    fd = shell.state.fds.get(0, 0)
    memory.setdefault("data", b"")
    while (data := shell.p.read(fd)) is not None:
        if not data or len(memory["data"]) > 1 << 20:
            strip = "-t" in words
            lines = memory["data"].decode("utf-8", "surrogateescape").splitlines(not strip)
            names = [word for word in words[1:] if not word.startswith("-")]
            shell.variables.assign_list(names[0] if names else "MAPFILE", lines, False)
            return 0
        memory["data"] += data
    return readable(fd)


def getopts(shell: Shell, words: list[str], memory: dict[str, Any]) -> int:
    """``getopts optstring name [args]``."""
    if len(words) < 3:
        shell.complain("getopts: usage: getopts optstring name [arg ...]")
        return 2
    variables = shell.variables
    spec, name = words[1], words[2]
    args = words[3:] or shell.state.positional
    index = _number(variables.get("OPTIND"))
    offset = _number(variables.get("_OPTPOS"))
    word = args[index - 1] if 0 < index <= len(args) else ""
    if not word.startswith("-") or not word[offset:]:
        variables.assign(name, "?")
        return 1
    if word == "--":
        variables.assign("OPTIND", str(index + 1))
        variables.assign(name, "?")
        return 1
    letter, rest = word[offset], word[offset + 1 :]
    at = spec.find(letter)
    if at < 0 or letter == ":":
        _unknown(shell, spec, name, letter)
        _advance(shell, index, offset, rest)
        return 0
    variables.assign(name, letter)
    if spec[at + 1 : at + 2] != ":":
        variables.unset("OPTARG")
        _advance(shell, index, offset, rest)
        return 0
    return _argument(shell, words, args, (index, letter, rest))


def _number(text: str | None) -> int:
    """A counter that scripts may have set to anything."""
    return int(text[:9]) if text and text.isascii() and is_number(text) else 1


def _unknown(shell: Shell, spec: str, name: str, letter: str) -> None:
    shell.variables.assign(name, "?")
    if spec.startswith(":"):
        shell.variables.assign("OPTARG", letter)
    else:
        shell.complain(f"{shell.state.name}: illegal option -- {letter}")


def _advance(shell: Shell, index: int, offset: int, rest: str) -> None:
    shell.variables.assign("OPTIND", str(index if rest else index + 1))
    shell.variables.assign("_OPTPOS", str(offset + 1 if rest else 1))


def _argument(shell: Shell, words: list[str], args: list[str], option: tuple[int, str, str]) -> int:
    index, letter, rest = option
    variables = shell.variables
    variables.assign("_OPTPOS", "1")
    if rest:
        variables.assign("OPTARG", rest)
        variables.assign("OPTIND", str(index + 1))
    elif index < len(args):
        variables.assign("OPTARG", args[index])
        variables.assign("OPTIND", str(index + 2))
    else:
        variables.assign("OPTIND", str(index + 1))
        quiet = words[1].startswith(":")
        variables.assign(words[2], ":" if quiet else "?")
        if quiet:
            variables.assign("OPTARG", letter)
        else:
            shell.complain(f"{shell.state.name}: option requires an argument -- {letter}")
    return 0
