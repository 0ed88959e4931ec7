"""Reading YAML as kubectl does, with Kubernetes' own words for what is wrong.

Here: documents to plain JSON values (YAML 1.1 booleans, no sexagesimal numbers, dates stay text).
Bounded: size, depth and what aliases expand to.  Not here: what a plain scalar means
(``yaml_scalars``) or printing (``yaml_dump``, offered here as ``dump``).
"""

import base64
import binascii
import json
import math
import re
from typing import Any

from yaml import Node, ScalarNode, SequenceNode
from yaml.composer import ComposerError
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from podlab.engine.objects.yaml_dump import dump as dump
from podlab.engine.objects.yaml_scalars import resolve

MAX_TEXT = 3 * 1024 * 1024
MAX_VALUES = 500_000
MAX_DEPTH = 500
_PREFIX = "error converting YAML to JSON: "
_STANDARD = "tag:yaml.org,2002:"


class YamlError(ValueError):
    """Text that is no YAML, in the words that kubectl shows; line and column count from 1, and
    are 0 where the reader does not know them."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.column = column


def load_all(text: str, strict: bool = False) -> list[Any]:
    """The values of all documents; empty ones are left out.

    A line number counts within its document, as kubectl's does.  ``strict`` refuses a key that is
    set twice (the API server does; kubectl takes the last).

    Raises:
        YamlError: with the words of kubectl.
    """
    return [value for _, value in load_documents(text, strict)]


def load_documents(text: str, strict: bool = False) -> list[tuple[int, Any]]:
    """Like ``load_all``, with the line of the text at which each document begins (from 0).

    Raises:
        YamlError: ``line`` counts within the whole text here.
    """
    if len(text) > MAX_TEXT:
        raise YamlError(f"{_PREFIX}the text is longer than {MAX_TEXT} bytes")
    if text.lstrip().startswith("{") and (found := _json_stream(text)) is not None:
        return [(0, value) for value in found]
    values = []
    for start, document in split(text):
        try:
            value = load(document, strict)
        except YamlError as error:
            line = error.line + start if error.line else 0
            raise YamlError(error.message, line, error.column) from None
        if value is not None:
            values.append((start, value))
    return values


def _json_stream(text: str) -> list[Any] | None:
    """JSON values one after the other, None if the text is something else."""
    decoder, place, found = json.JSONDecoder(), 0, []
    try:
        while place < len(text):
            value, place = decoder.raw_decode(text, place)
            found.append(value)
            while place < len(text) and text[place] in " \t\r\n":
                place += 1
            if text.startswith("---", place):
                return None
    except (ValueError, RecursionError):
        return None
    return found


def split(text: str) -> list[tuple[int, str]]:
    """The documents of a stream with the line at which each begins: kubectl cuts at lines that
    begin with ``---`` before any YAML is read."""
    documents: list[tuple[int, str]] = []
    lines: list[str] = []
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True)):
        rest = line[3:].strip()
        if line.startswith("---") and (not rest or rest.startswith("#")) and lines:
            documents.append((start, "".join(lines)))
            lines, start = [], number + 1
        else:
            lines.append(line)
    if lines:
        documents.append((start, "".join(lines)))
    return documents


def load(text: str, strict: bool = False) -> Any:
    """The value of one document, None if it is empty.

    Raises:
        YamlError: with the words of kubectl.
    """
    if len(text) > MAX_TEXT:
        raise YamlError(f"{_PREFIX}the text is longer than {MAX_TEXT} bytes")
    parser = _Parser(text)
    try:
        # Only the first document counts, as in Go: what follows is not looked at.
        node = parser.get_node() if parser.check_node() else None
    except YAMLError as error:
        raise _in_go_words(error, text) from None
    except RecursionError:
        raise YamlError(f"{_PREFIX}yaml: exceeded max depth of {MAX_DEPTH}") from None
    finally:
        parser.dispose()
    return None if node is None else _Builder(strict).build(node)


class _Parser(CParser):
    """libyaml's parser; only tells plain scalars from quoted ones (Go resolves them later)."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        return "" if implicit is not True and implicit[0] else "!"

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass

    def check_data(self) -> bool:
        return bool(self.check_node())


def _in_go_words(error: YAMLError, text: str) -> YamlError:
    if isinstance(error, ReaderError):
        return YamlError(f"{_PREFIX}yaml: {error.reason}")
    assert isinstance(error, MarkedYAMLError)
    problem = str(error.problem or "unknown problem parsing YAML content")
    mark = error.problem_mark
    if isinstance(error, ComposerError) and problem.startswith("found undefined alias"):
        name = re.match(r"\*?([\w-]*)", text[mark.index :] if mark else "")
        return _at(mark, f"unknown anchor '{name.group(1) if name else ''}' referenced")
    # Go counts lines from 0 and corrects that for the scanner's errors only.
    where = ""
    if problem == "found unexpected end of stream" and not text.endswith("\n"):
        where = f"line {text.count(chr(10)) + 2}: "
    elif mark is not None and mark.line:
        where = f"line {mark.line + isinstance(error, ScannerError)}: "
    elif error.context_mark is not None and error.context_mark.line:
        where = f"line {error.context_mark.line}: "
    return _at(mark, where + problem)


def _at(mark: Mark | None, words: str) -> YamlError:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (0, 0)
    return YamlError(f"{_PREFIX}yaml: {words}", line, column)


class _Builder:
    """Builds plain values out of nodes; a node behind several aliases is built once."""

    def __init__(self, strict: bool) -> None:
        self.strict = strict
        self.built: dict[int, tuple[Any, int]] = {}
        self.open: set[int] = set()

    def build(self, node: Node) -> Any:
        return self.value(node, 0)[0]

    def value(self, node: Node, depth: int) -> tuple[Any, int]:
        """A node's value and how many values it stands for with aliases written out."""
        if isinstance(node, ScalarNode):
            return _scalar(node), 1
        known = self.built.get(id(node))
        if known is not None:
            return known
        if id(node) in self.open:
            raise _error(node, "anchor value contains itself")
        if depth > MAX_DEPTH:
            raise _error(node, f"exceeded max depth of {MAX_DEPTH}")
        self.open.add(id(node))
        found = self._container(node, depth)
        self.open.discard(id(node))
        if found[1] > MAX_VALUES:
            raise _error(node, "document contains excessive aliasing")
        self.built[id(node)] = found
        return found

    def _container(self, node: Node, depth: int) -> tuple[Any, int]:
        if isinstance(node, SequenceNode):
            items = [self.value(child, depth + 1) for child in node.value]
            return [item for item, _ in items], 1 + sum(size for _, size in items)
        return self._mapping(node, depth)

    def _mapping(self, node: Node, depth: int) -> tuple[dict[str, Any], int]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        total = 1
        for key_node, value_node in node.value:
            value, size = self.value(value_node, depth + 1)
            total += size
            if _is_merge(key_node):
                merged = {**_merge(value, node), **merged}
                continue
            key = _key(key_node)
            if key in result and self.strict:
                raise _duplicate(key_node, key)
            result[key] = value
        return ({**merged, **result} if merged else result), total


def _is_merge(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value == "<<" and node.tag == ""


def _merge(value: Any, node: Node) -> dict[str, Any]:
    sources = value if isinstance(value, list) else [value]
    merged: dict[str, Any] = {}
    for source in sources:
        if not isinstance(source, dict):
            raise _error(node, "map merge requires map or sequence of maps as the value")
        merged = {**source, **merged}
    return merged


def _key(node: Node) -> str:
    if not isinstance(node, ScalarNode):
        is_list = isinstance(node, SequenceNode)
        shape = "[]interface {}" if is_list else "map[interface {}]interface {}"
        raise _error(node, f"invalid map key: {shape}{{}}")
    key = _scalar(node)
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if key is None:
        raise YamlError(f"{_PREFIX}unsupported map key of type: %!s(<nil>), key: %!!(MISSING)v")
    return str(key)


def _scalar(node: ScalarNode) -> Any:
    """A scalar's value: plain ones mean what they look like, tagged ones what they say."""
    tag, text = node.tag, node.value
    if tag == "":
        value = resolve(text) if text else None
        if isinstance(value, float) and not math.isfinite(value):
            sign = "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"
            raise YamlError(f"{_PREFIX}json: unsupported value: {sign}")
        return value
    if tag == _STANDARD + "binary":
        return _binary(node)
    if tag.startswith(_STANDARD) and tag != _STANDARD + "str":
        return _tagged(node, tag.removeprefix(_STANDARD))
    return text


def _binary(node: ScalarNode) -> str:
    try:
        return base64.b64decode(node.value).decode("utf-8", "replace")
    except binascii.Error:
        raise _error(node, "!!binary value contains invalid base64 data") from None


def _tagged(node: ScalarNode, tag: str) -> Any:
    value = resolve(node.value) if node.value else None
    kinds: dict[str, tuple[type, ...]] = {
        "bool": (bool,), "int": (int,), "float": (int, float), "null": (type(None),),
    }  # fmt: skip
    fits = isinstance(value, kinds.get(tag, (object,)))
    if not fits or (tag != "bool" and isinstance(value, bool)):
        raise _error(node, f"cannot decode !!str `{node.value}` as a !!{tag}")
    return value


def _error(node: Node, words: str) -> YamlError:
    return YamlError(f"{_PREFIX}yaml: {words}", node.start_mark.line + 1, 0)


def _duplicate(node: Node, key: str) -> YamlError:
    line = node.start_mark.line + 1
    words = f'yaml: unmarshal errors:\n  line {line}: key "{key}" already set in map'
    return YamlError(_PREFIX + words, line, node.start_mark.column + 1)
