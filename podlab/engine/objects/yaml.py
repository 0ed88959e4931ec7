"""Reading YAML as kubectl does, with Kubernetes' own words for what is wrong.

Here: documents to plain JSON values (YAML 1.1 booleans, no sexagesimal numbers, dates stay text).
Bounded: size, depth and what aliases expand to.  Not here: what a plain scalar means
(``yaml_scalars``) or printing (``yaml_dump``, offered here as ``dump``).
"""

import base64
import binascii
import json
import math
from typing import Any

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    StreamStartEvent,
)
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.error import Mark, MarkedYAMLError, YAMLError
from yaml.reader import ReaderError
from yaml.scanner import ScannerError

from podlab.engine.objects.yaml_dump import dump as dump
from podlab.engine.objects.yaml_scalars import resolve

MAX_TEXT = 3 * 1024 * 1024
MAX_VALUES = 500_000
MAX_DEPTH = 200
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
    parser = None
    try:
        parser = CParser(text)
        return _Builder(parser, strict).document()
    except YAMLError as error:
        raise _in_go_words(error, text) from None
    finally:
        if parser is not None:
            parser.dispose()


def _in_go_words(error: YAMLError, text: str) -> YamlError:
    if isinstance(error, ReaderError):
        return YamlError(f"{_PREFIX}yaml: {error.reason}")
    assert isinstance(error, MarkedYAMLError)
    problem = str(error.problem or "unknown problem parsing YAML content")
    mark = error.problem_mark
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
    """Builds plain values out of the parser's events, never deeper than it may recurse; what an
    anchor names is built once and shared."""

    def __init__(self, parser: Any, strict: bool) -> None:
        self.parser = parser
        self.strict = strict
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.open: set[str] = set()

    def document(self) -> Any:
        """The first document; what follows it is not looked at, as in Go."""
        while True:
            event = self.parser.get_event()
            if event is None or isinstance(event, StreamEndEvent):
                return None
            if not isinstance(event, (StreamStartEvent, DocumentStartEvent)):
                return self.value(event, 0)[0]

    def value(self, event: Any, depth: int) -> tuple[Any, int]:
        """A value and how many values it stands for with aliases written out."""
        if isinstance(event, AliasEvent):
            return self._alias(event)
        if isinstance(event, ScalarEvent):
            found: tuple[Any, int] = _scalar(event), 1
        else:
            found = self._container(event, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = found
        return found

    def _alias(self, event: Any) -> tuple[Any, int]:
        if event.anchor in self.open:
            raise _error(event, f"anchor '{event.anchor}' value contains itself")
        if event.anchor not in self.anchors:
            raise _error(event, f"unknown anchor '{event.anchor}' referenced")
        return self.anchors[event.anchor]

    def _container(self, event: Any, depth: int) -> tuple[Any, int]:
        if depth > MAX_DEPTH:
            raise _error(event, f"exceeded max depth of {MAX_DEPTH}")
        if event.anchor is not None:
            self.open.add(event.anchor)
        is_list = isinstance(event, SequenceStartEvent)
        found: tuple[Any, int] = self._list(depth) if is_list else self._mapping(event, depth)
        self.open.discard(event.anchor)
        if found[1] > MAX_VALUES:
            raise _error(event, "document contains excessive aliasing")
        return found

    def _list(self, depth: int) -> tuple[list[Any], int]:
        items: list[Any] = []
        total = 1
        while not isinstance(event := self.parser.get_event(), SequenceEndEvent):
            value, size = self.value(event, depth + 1)
            items.append(value)
            total += size
        return items, total

    def _mapping(self, start: Any, depth: int) -> tuple[dict[str, Any], int]:
        result: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        total = 1
        while not isinstance(event := self.parser.get_event(), MappingEndEvent):
            key = None if _is_merge(event) else self._key(event, depth)
            value, size = self.value(self.parser.get_event(), depth + 1)
            total += size
            if key is None:
                merged = {**_merge(value, start), **merged}
            elif key in result and self.strict:
                raise _duplicate(event, key)
            else:
                result[key] = value
        return ({**merged, **result} if merged else result), total

    def _key(self, event: Any, depth: int) -> str:
        key, _ = self.value(event, depth + 1)
        if isinstance(key, str):
            return key
        if isinstance(key, bool):
            return "true" if key else "false"
        if key is None:
            raise YamlError(f"{_PREFIX}unsupported map key of type: %!s(<nil>), key: %!!(MISSING)v")
        if isinstance(key, (list, dict)):
            shape = "[]interface {}" if isinstance(key, list) else "map[interface {}]interface {}"
            raise _error(event, f"invalid map key: {shape}{{}}")
        return str(key)


def _is_merge(event: Any) -> bool:
    return isinstance(event, ScalarEvent) and event.value == "<<" and _tag(event) == ""


def _tag(event: Any) -> str:
    """'' for a plain scalar, '!' for a quoted one, else what is written."""
    if event.tag is not None:
        return str(event.tag)
    return "" if event.implicit[0] else "!"


def _merge(value: Any, node: Any) -> dict[str, Any]:
    sources = value if isinstance(value, list) else [value]
    merged: dict[str, Any] = {}
    for source in sources:
        if not isinstance(source, dict):
            raise _error(node, "map merge requires map or sequence of maps as the value")
        merged = {**source, **merged}
    return merged


def _scalar(node: Any) -> Any:
    """A scalar's value: plain ones mean what they look like, tagged ones what they say."""
    tag, text = _tag(node), node.value
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


def _binary(node: Any) -> str:
    try:
        return base64.b64decode(node.value).decode("utf-8", "replace")
    except binascii.Error:
        raise _error(node, "!!binary value contains invalid base64 data") from None


def _tagged(node: Any, tag: str) -> Any:
    value = resolve(node.value) if node.value else None
    kinds: dict[str, tuple[type, ...]] = {
        "bool": (bool,), "int": (int,), "float": (int, float), "null": (type(None),),
    }  # fmt: skip
    fits = isinstance(value, kinds.get(tag, (object,)))
    if not fits or (tag != "bool" and isinstance(value, bool)):
        raise _error(node, f"cannot decode !!str `{node.value}` as a !!{tag}")
    return value


def _error(node: Any, words: str) -> YamlError:
    return YamlError(f"{_PREFIX}yaml: {words}", node.start_mark.line + 1, 0)


def _duplicate(node: Any, key: str) -> YamlError:
    line = node.start_mark.line + 1
    words = f'yaml: unmarshal errors:\n  line {line}: key "{key}" already set in map'
    return YamlError(_PREFIX + words, line, node.start_mark.column + 1)
