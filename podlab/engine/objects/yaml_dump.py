"""Printing YAML exactly as ``kubectl -o yaml`` does.

Here: key order, quoting, block scalars, numbers.  The layout is libyaml's own (its C emitter);
only the choice of each scalar's style is ours.  Not here: reading (``yaml``).
"""

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

from yaml import CSafeDumper, MappingNode, ScalarNode, SequenceNode
from yaml import dump as yaml_dump

from podlab.engine.objects.yaml_scalars import go_float, is_plain_text

_STR = "tag:yaml.org,2002:str"
_MAP = "tag:yaml.org,2002:map"
_SEQ = "tag:yaml.org,2002:seq"
# Every scalar counts as text: the styles chosen below keep numbers and texts apart.


class _Dumper(CSafeDumper):
    """libyaml's emitter with Go's choice of styles."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return {ScalarNode: _STR, MappingNode: _MAP, SequenceNode: _SEQ}[kind]


def _text(dumper: _Dumper, text: str) -> ScalarNode:
    style = None
    if "\n" in text:
        style = "|"
    elif not text or not is_plain_text(text) or _must_escape(text):
        style = '"'
    return dumper.represent_scalar(_STR, text, style=style)


def _must_escape(text: str) -> bool:
    """Whether libyaml would single-quote or print raw what Go escapes (tabs, wide characters)."""
    return not text.isascii() and any(ord(char) > 0xFFFF for char in text) or "\t" in text


def _plain(dumper: _Dumper, value: bool | int | float | None) -> ScalarNode:
    if isinstance(value, float):
        return dumper.represent_scalar(_STR, go_float(value))
    if value is None:
        return dumper.represent_scalar(_STR, "null")
    words = str(value).lower() if isinstance(value, bool) else str(value)
    return dumper.represent_scalar(_STR, words)


def _mapping(dumper: _Dumper, value: dict[str, Any]) -> Any:
    pairs = [(key, value[key]) for key in sorted_keys(value)]
    return dumper.represent_mapping(_MAP, pairs, flow_style=not pairs)


def _sequence(dumper: _Dumper, value: Sequence[Any]) -> Any:
    return dumper.represent_sequence(_SEQ, value, flow_style=not value)


_Dumper.add_representer(str, _text)
for _kind in (bool, int, float, type(None)):
    _Dumper.add_representer(_kind, _plain)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(tuple, _sequence)


def sorted_keys(value: dict[str, Any]) -> list[str]:
    """Keys in the order of Go's YAML library: letters last, numbers by their value."""
    keys = sorted(value)
    if all(key.isalpha() for key in keys):
        return keys
    return sorted(keys, key=cmp_to_key(_compare))


def _compare(a: str, b: str) -> int:
    for place in range(min(len(a), len(b))):
        if a[place] != b[place]:
            return _compare_at(a, b, place)
    return len(a) - len(b)


def _compare_at(a: str, b: str, place: int) -> int:
    one, other = a[place], b[place]
    if one.isalpha() and other.isalpha():
        return -1 if one < other else 1
    if one.isalpha() or other.isalpha():
        return -1 if other.isalpha() else 1
    lead = "1" if "0" in (one, other) and _digits_before(a, place) else ""
    first, second = _digits_from(a, place), _digits_from(b, place)
    left, right = int(lead + first or 0), int(lead + second or 0)
    if left != right:
        return -1 if left < right else 1
    if len(first) != len(second):
        return -1 if len(first) < len(second) else 1
    return -1 if one < other else 1


def _digits_from(text: str, place: int) -> str:
    end = place
    while end < len(text) and text[end].isdecimal():
        end += 1
    return text[place : min(end, place + 18)]


def _digits_before(text: str, place: int) -> bool:
    """Whether the digits right before this place have a value."""
    while place > 0 and text[place - 1].isdecimal():
        place -= 1
        if text[place] != "0":
            return True
    return False


def dump(value: Any) -> str:
    """The value as ``kubectl -o yaml`` prints it."""
    text: str = yaml_dump(
        value,
        Dumper=_Dumper,
        default_flow_style=False,
        allow_unicode=True,
        sort_keys=False,
        width=80,
    )
    return text.removesuffix("...\n")
