"""YAML that knows its lines: mappings that are read key by key, so that nothing is overlooked.

Here: reading the text strictly (no duplicate keys, anchors, tags or tabs), typed access to a
mapping's fields, and the refusal of fields that nobody asked for.  Not here: what a lesson's
fields mean (``lessons.reading.steps``, ``lessons.catalog``).
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import yaml

from lessons.mistakes import Mistakes, Spot

LANGUAGES = ("zh-hans", "en")
DEEPEST = 30
_SAFE = yaml.constructor.SafeConstructor()
_TYPES = {str: "text", int: "a number", bool: "true or false", list: "a list", dict: "a mapping"}


@dataclass(frozen=True, slots=True)
class Value:
    """A value, where it stands, and what it is called from the top of the file."""

    place: Spot
    path: str
    data: Any


class Row:
    """A mapping that is read field by field; ``done`` refuses the fields that are left."""

    def __init__(self, value: Value, mistakes: Mistakes) -> None:
        self.place = value.place
        self.path = value.path
        self.mistakes = mistakes
        self.fields: dict[str, Value] = value.data
        self._asked: set[str] = set()

    def wrong(self, code: str, at: str = "", /, **params: Any) -> None:
        """Note a mistake at a field, or at the mapping."""
        place = self.fields[at].place if at in self.fields else self.place
        self.mistakes.add(place, code, path=self._called(at), **params)

    def get(self, name: str, *types: type, needed: bool = True) -> Any:
        """A field of one of these types; None (and a mistake) if it is missing or of another."""
        self._asked.add(name)
        value = self.fields.get(name)
        if value is None:
            if needed:
                self.wrong("missing-field", name)
            return None
        if not _is_a(value.data, types):
            wanted = " or ".join(_TYPES[one] for one in types)
            self.wrong("wrong-type", name, wanted=wanted, actual=shown(value.data))
            return None
        return value.data

    def text(self, name: str, needed: bool = True) -> str:
        """A text that is not empty; '' if there is none."""
        found = self.get(name, str, needed=needed)
        if found is not None and not found.strip():
            self.wrong("empty-text", name)
        return found or ""

    def flag(self, name: str) -> bool:
        """true or false; false if it is not said."""
        return bool(self.get(name, bool, needed=False))

    def number(self, name: str, least: int, most: int, needed: bool = True) -> int:
        """A whole number within bounds; ``least`` if there is none."""
        found = self.get(name, int, needed=needed)
        if found is not None and not least <= found <= most:
            self.wrong("out-of-range", name, least=least, most=most, actual=found)
        return least if found is None else int(found)

    def rows(self, name: str, needed: bool = True) -> list["Row"]:
        """The mappings of a list."""
        found = []
        for value in self.get(name, list, needed=needed) or ():
            row = as_row(value, self.mistakes)
            if row is not None:
                found.append(row)
        if name in self.fields and self.fields[name].data == [] and needed:
            self.wrong("empty-list", name)
        return found

    def row(self, name: str, needed: bool = True) -> "Row | None":
        """A mapping within this one."""
        found = self.get(name, dict, needed=needed)
        return None if found is None else Row(self.fields[name], self.mistakes)

    def words(self, name: str) -> dict[str, str]:
        """Words in every language."""
        row = self.row(name)
        return {} if row is None else row.languages(name)

    def languages(self, name: str = "") -> dict[str, str]:
        """This mapping's words in every language.  Without a name it is a choice: fields beside the
        words stay for others to ask, and a command is the same in all languages."""
        found = {lang: self.text(lang) for lang in LANGUAGES}
        if name:
            self.done()
        en, zh = found["en"], found["zh-hans"]
        if name and en and en == zh and len(en.split()) >= _UNTRANSLATED:
            self.wrong("not-translated", "zh-hans", text=en[:60])
        if has_chinese(en):
            self.wrong("chinese-in-english", "en", text=en[:60])
        return found

    def done(self) -> None:
        """Refuse the fields that nobody asked for."""
        for name in self.fields:
            if name in self._asked:
                continue
            near = get_close_matches(name, sorted(self._asked), 1)
            code = "unknown-field-near" if near else "unknown-field"
            known = ", ".join(sorted(self._asked))
            self.wrong(code, name, field=name, near=near[0] if near else "", known=known)

    def _called(self, field: str) -> str:
        return ".".join(part for part in (self.path, field) if part)


_UNTRANSLATED = 3


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese character in a text."""
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def as_row(value: Value, mistakes: Mistakes) -> Row | None:
    """A value as a mapping; None and a mistake if it is something else."""
    if isinstance(value.data, dict):
        return Row(value, mistakes)
    mistakes.add(value.place, "wrong-type", path=value.path, wanted=_TYPES[dict],
                 actual=shown(value.data))  # fmt: skip
    return None


def plain(value: Any) -> Any:
    """The data of a value without its places."""
    if isinstance(value, Value):
        return plain(value.data)
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def shown(data: Any) -> str:
    """Data in a few words for a sentence."""
    if isinstance(data, dict | list):
        return _TYPES[type(data)]
    return "nothing" if data is None else repr(data)[:60]


def _is_a(data: Any, types: tuple[type, ...]) -> bool:
    if object in types or isinstance(data, bool):
        return object in types or bool in types
    return isinstance(data, types)


def read_yaml(file: str, text: str, mistakes: Mistakes) -> Row | None:
    """The one mapping of a YAML file; None (and mistakes) if it cannot be read."""
    try:
        if not _is_plain(file, text, mistakes):
            return None
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        _syntax(file, text, error, mistakes)
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        mistakes.add(Spot(file, line), "bad-yaml", why="a character that YAML does not allow")
        return None
    if node is None:
        mistakes.add(Spot(file), "empty-file")
        return None
    return as_row(_value(file, "", node, mistakes), mistakes)


def _syntax(file: str, text: str, error: yaml.MarkedYAMLError, mistakes: Mistakes) -> None:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    here = lines[line - 1] if line <= len(lines) else ""
    if "\t" in here[: len(here) - len(here.lstrip())]:
        mistakes.add(Spot(file, line), "tab")
    else:
        mistakes.add(Spot(file, line), "bad-yaml", why=str(error.problem or error.context))


def _is_plain(file: str, text: str, mistakes: Mistakes) -> bool:
    """Whether it is one document without anchors and tags, not too deep: what can be composed
    without surprise."""
    depth, documents = 0, 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        place = Spot(file, event.start_mark.line + 1 if event.start_mark else 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mistakes.add(place, "yaml-anchor")
            return False
        tag = getattr(event, "tag", None)
        if tag:
            mistakes.add(place, "yaml-tag", tag=str(tag))
            return False
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST or documents > 1:
            mistakes.add(place, "too-deep" if depth > DEEPEST else "many-documents")
            return False
    return True


def _value(file: str, path: str, node: yaml.Node, mistakes: Mistakes) -> Value:
    place = Spot(file, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        rows = [_value(file, f"{path}[{at}]", one, mistakes) for at, one in enumerate(node.value)]
        return Value(place, path, rows)
    if isinstance(node, yaml.MappingNode):
        return Value(place, path, _fields(file, path, node, mistakes))
    return Value(place, path, _scalar(node, place, mistakes))


def _fields(file: str, path: str, node: yaml.MappingNode, mistakes: Mistakes) -> dict[str, Value]:
    fields: dict[str, Value] = {}
    for key, inner in node.value:
        place = Spot(file, key.start_mark.line + 1)
        name = key.value if isinstance(key, yaml.ScalarNode) else ""
        if not isinstance(name, str) or not name:
            mistakes.add(place, "bad-key", path=path)
            continue
        if name in fields:
            mistakes.add(place, "duplicate-field", field=name, first=fields[name].place.line)
            continue
        value = _value(file, f"{path}.{name}" if path else name, inner, mistakes)
        fields[name] = Value(place, value.path, value.data)
    return fields


def _scalar(node: yaml.Node, place: Spot, mistakes: Mistakes) -> Any:
    """A scalar's value; dates and the like stay the text that was written."""
    if node.tag.rpartition(":")[2] in {"null", "bool", "int", "float"}:
        try:
            return _SAFE.construct_object(node)
        except (ValueError, yaml.YAMLError) as error:
            mistakes.add(place, "bad-yaml", why=str(error))
            return None
    return node.value
