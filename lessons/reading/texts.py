"""A lesson's text in one language: title, introduction, steps, hints, code blocks, links, by line.

``# Title`` is the lesson's, ``## Heading {#step}`` begins a step, ``### hint`` begins a hint of it.
A fence's info words are the block's language and, for a file, its name; ``sh fails`` marks a block
that is meant to fail.  Not here: HTML (``lessons.reading.markdown``), comparing languages
(``lessons.reading.comparing``).
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from lessons.mistakes import Mistakes, Spot

FAILS = "fails"
LANGS = frozenset(("sh", "yaml", "text", "console", "json", "html", "nginx", "ini", ""))
_STEP = re.compile(r"^## (?P<title>\S.*?) \{#(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\}$")
_FILE = re.compile(r"^(?!/)(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$")
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)\n]*)\)")
_HTML = re.compile(r"<(?:/?[a-zA-Z][a-zA-Z0-9-]*(?:\s[^<>\n]*)?/?|!--)>?")
_CODE = re.compile(r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)")
_OPEN = re.compile(r"[^\x00-\x7f]|<|\.\.\.|\b[A-Z]{2,}\b|=value\b")
"""What marks a place for the reader's own words."""
_FENCE = re.compile(r"^(?P<marks>`{3,}|~{3,})(?P<info>.*)$")


class Block(NamedTuple):
    """A code block: its language, the file that it is ('' if none), what it holds; ``fails``: its
    commands are meant to."""

    lang: str
    file: str
    text: str
    fails: bool = False


class Link(NamedTuple):
    """A link: where it stands, and its target as written."""

    place: Spot
    target: str


class Code(NamedTuple):
    """Code within a sentence."""

    place: Spot
    text: str

    @property
    def is_command(self) -> bool:
        """Whether it is a whole command of kubectl, with nothing to be put in by the reader."""
        return self.text.startswith("kubectl ") and _OPEN.search(self.text) is None


class Prose(NamedTuple):
    """A line of words."""

    place: Spot
    text: str


@dataclass(slots=True)
class Section:
    """The introduction or one step: its words and hints as written, its sentences (``prose``), and
    what stands in them; ``hinted`` are the blocks of its hints."""

    name: str
    title: str
    place: Spot
    words: list[str] = field(default_factory=list)
    prose: list[Prose] = field(default_factory=list)
    hints: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    places: list[Spot] = field(default_factory=list)
    hinted: list[tuple[Block, Spot]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)


@dataclass(slots=True)
class Text:
    """A lesson in one language; ``sections`` begin with the introduction, named ''."""

    file: str
    title: str
    sections: list[Section]

    def section(self, name: str) -> Section | None:
        """A section by name."""
        return next((one for one in self.sections if one.name == name), None)

    @property
    def steps(self) -> list[Section]:
        """The sections that are steps."""
        return self.sections[1:]


def read_text(file: str, source: str, mistakes: Mistakes) -> Text:
    """A text, with every mistake in it."""
    return _Reader(file, mistakes).read(source)


class _Reader:
    """Goes through a text line by line."""

    def __init__(self, file: str, mistakes: Mistakes) -> None:
        self.file = file
        self.mistakes = mistakes
        self.section = Section("", "", Spot(file))
        self.sections = [self.section]
        self.into = self.section.words
        self.hints: list[Spot] = []

    def read(self, source: str) -> Text:
        lines = source.split("\n")
        title = lines[0].removeprefix("# ").strip() if lines[0].startswith("# ") else ""
        if not title:
            self.mistakes.add(Spot(self.file), "no-title")
        at = 1 if title else 0
        while at < len(lines):
            at = self._line(lines, at)
        self._empty_parts()
        return Text(self.file, title, self.sections)

    def _line(self, lines: list[str], at: int) -> int:
        """Take a line or a whole block; where the next one is."""
        line, place = lines[at], Spot(self.file, at + 1)
        fence = _FENCE.match(line)
        if fence:
            return self._block(lines, at, fence)
        if line.startswith(("## ", "##{")):
            self._step(line, place)
        elif re.match(r"#+(\s|[^#!\s])", line):
            self._heading(line, place)
        else:
            self.into.append(line)
            self.section.prose.append(Prose(place, line))
            self._inside(line, place)
        return at + 1

    def _step(self, line: str, place: Spot) -> None:
        found = _STEP.match(line.rstrip())
        if found is None:
            self.mistakes.add(place, "bad-step-heading", heading=line.strip())
            return
        first = next((one for one in self.sections if one.name == found["id"]), None)
        if first is not None:
            self.mistakes.add(place, "duplicate-step", step=found["id"], first=first.place.line)
        self.section = Section(found["id"], found["title"], place)
        self.sections.append(self.section)
        self.into = self.section.words

    def _heading(self, line: str, place: Spot) -> None:
        if line.rstrip() != "### hint":
            self.mistakes.add(place, "bad-heading", heading=line.strip())
            return
        if not self.section.name:
            self.mistakes.add(place, "hint-before-steps")
        self.into = []
        self.section.hints.append(self.into)
        self.hints.append(place)

    def _block(self, lines: list[str], at: int, fence: "re.Match[str]") -> int:
        place, marks = Spot(self.file, at + 1), fence["marks"]
        end = at + 1
        while end < len(lines) and lines[end].rstrip() != marks:
            end += 1
        if end == len(lines):
            self.mistakes.add(place, "open-block")
        body = "".join(line + "\n" for line in lines[at + 1 : end])
        self.into += lines[at : end + 1]
        block = self._info(place, fence["info"].split(), body)
        if self.into is self.section.words:
            self.section.blocks.append(block)
            self.section.places.append(place)
        else:
            self.section.hinted.append((block, place))
        return end + 1

    def _info(self, place: Spot, words: list[str], body: str) -> Block:
        lang, second, *rest = [*words, "", ""][: max(2, len(words))]
        if lang not in LANGS:
            self.mistakes.add(place, "unknown-block", lang=lang, known=", ".join(sorted(LANGS)[1:]))
        fails = lang == "sh" and second == FAILS
        file = "" if fails else second
        if rest or (lang == "sh" and file) or (file and not _FILE.match(file)):
            self.mistakes.add(place, "bad-block-words", words=" ".join(words))
        if not body.strip():
            self.mistakes.add(place, "empty-block")
        return Block(lang, file, body, fails)

    def _inside(self, line: str, place: Spot) -> None:
        """Links, code and raw HTML in a line of words."""
        bare = _CODE.sub(lambda found: " " * len(found.group()), line)
        self.section.codes += [Code(place, found["code"]) for found in _CODE.finditer(line)]
        for found in _LINK.finditer(bare):
            if found["image"]:
                self.mistakes.add(place, "image", target=found["target"])
            elif not found["text"].strip():
                self.mistakes.add(place, "link-without-words", target=found["target"])
            self.section.links.append(Link(place, found["target"].strip()))
        html = _HTML.search(bare)
        if html:
            self.mistakes.add(place, "raw-html", text=html.group())

    def _empty_parts(self) -> None:
        for section in self.sections:
            if not any(line.strip() for line in section.words):
                self.mistakes.add(section.place, "empty-section", step=section.name)
        hints = [hint for section in self.sections for hint in section.hints]
        for place, hint in zip(self.hints, hints, strict=True):
            if not any(line.strip() for line in hint):
                self.mistakes.add(place, "empty-hint")
