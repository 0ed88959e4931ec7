"""``test``, ``match`` and their flags: jq's regular expressions on the machine's own engine.

Here: groups and their names, classes such as ``\\d``, flags.  Lazy quantifiers, look-around and
possessive ones are not simulated and say so.  Not here: matching (``regex``), which is bounded.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from podlab.engine.machine.userland.jq.values import Budget, JqFault, checked, described
from podlab.engine.machine.userland.regex import Regex
from podlab.engine.machine.userland.regexparser import RegexFault

MAX_MATCHES = 20_000
_CLASSES = {"d": "0-9", "h": "0-9A-Fa-f"}
_NAMED = re.compile(r"\(\?<([A-Za-z_]\w*)>")


class Pattern(NamedTuple):
    """A compiled pattern; ``groups`` are its captures: (number in the engine, name)."""

    regex: Regex
    groups: tuple[tuple[int, str | None], ...]


@lru_cache(maxsize=64)
def _compiled(text: str, flags: str) -> Pattern:
    source, groups = _translated(text, "x" in flags)
    return Pattern(Regex(source, extended=True, ignore_case="i" in flags), groups)


def _translated(text: str, spaced: bool) -> tuple[str, tuple[tuple[int, str | None], ...]]:
    """The pattern as an extended one of POSIX, and which of its groups are captures."""
    out: list[str] = []
    groups: list[tuple[int, str | None]] = []
    at = count = 0
    inside = False
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            out.append(_escaped(text[at + 1], inside))
            at += 2
            continue
        if char == "(" and not inside:
            count += 1
            named = _NAMED.match(text, at)
            if named is not None:
                groups.append((count, named[1]))
                at = named.end() - 1
            elif text.startswith("(?:", at):
                at += 2
            elif text.startswith("(?", at):
                raise RegexFault("not simulated: (? in a pattern")
            else:
                groups.append((count, None))
        elif char == "[" and not inside:
            inside = True
        elif char == "]" and inside and out[-1] not in ("[", "^"):
            inside = False
        elif char == "?" and not inside and out and out[-1] in ("*", "+", "?", "}"):
            raise RegexFault("not simulated: lazy quantifiers in a pattern")
        if not (spaced and char.isspace() and not inside):
            out.append(char)
        at += 1
    return "".join(out), tuple(groups)


def _escaped(letter: str, inside: bool) -> str:
    if letter in _CLASSES:
        return _CLASSES[letter] if inside else f"[{_CLASSES[letter]}]"
    if letter == "D":
        return "[^0-9]"
    if inside:
        known = {"n": "\n", "t": "\t", "w": "[:alnum:]_", "s": "[:space:]", "r": "\r"}
        return known.get(letter, letter)
    return {"n": "\n", "t": "\t", "r": "\r"}.get(letter, "\\" + letter)


def _pattern(text: Any, re_: Any, flags: Any) -> tuple[Pattern, str]:
    if isinstance(re_, list) and re_:
        re_, flags = re_[0], re_[1] if len(re_) > 1 else flags
    if not isinstance(text, str):
        raise JqFault(f"{described(text)} cannot be matched, as it is not a string")
    if not isinstance(re_, str):
        raise JqFault(f"{described(re_)} cannot be matched, as it is not a string")
    if flags is not None and not isinstance(flags, str):
        raise JqFault(f"{described(flags)} is not a string")
    if set(flags or "") - set("gimnpslx"):
        raise JqFault(f"{flags} is not a valid modifier string")
    try:
        return _compiled(re_[:2_000], "".join(sorted(flags or ""))), flags or ""
    except RegexFault as fault:
        raise JqFault(f"{re_} (at offset 0) is not a valid regex: {fault}") from None


def _test(b: Budget, v: Any, re_: Any, flags: Any) -> bool:
    return bool(_found(b, v, re_, flags, most=1))


def _match(b: Budget, v: Any, re_: Any, flags: Any) -> list[Any]:
    return _found(b, v, re_, flags, most=MAX_MATCHES)


def _found(b: Budget, v: Any, re_: Any, flags: Any, most: int) -> list[Any]:
    pattern, given = _pattern(v, re_, flags)
    rows: list[Any] = []
    at = 0
    most = most if "g" in given else 1
    try:
        while at <= len(v) and len(rows) < most:
            b.spend(20 + len(v) // 50)
            spans = pattern.regex.search(v, at)
            if spans is None:
                break
            start, end = spans[0] or (at, at)
            at = end if end > start else end + 1
            if end > start or "n" not in given:
                rows.append(_row(v, pattern, spans))
    except RegexFault as fault:
        raise JqFault(str(fault)) from None
    return list(checked(rows))


def _row(text: str, pattern: Pattern, spans: Any) -> dict[str, Any]:
    start, end = spans[0]
    captures = []
    for number, name in pattern.groups:
        span = spans[number] if number < len(spans) else None
        low, high = span if span is not None else (-1, -1)
        captures.append({
            "offset": low, "length": high - low,
            "string": text[low:high] if span is not None else None, "name": name,
        })  # fmt: skip
    return {"offset": start, "length": end - start, "string": text[start:end],
            "captures": captures}  # fmt: skip


REGEX: dict[str, Callable[..., Any]] = {"test/2": _test, "_match/2": _match}
