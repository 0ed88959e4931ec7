"""Whether the languages of a lesson say the same things: steps, hints, code blocks, links.

Not here: reading them (``lessons.reading.texts``).
"""

import re

from lessons.files.rows import has_chinese
from lessons.mistakes import Mistakes, Spot
from lessons.reading.texts import Section, Text

_CODE = re.compile(r"`[^`]*`|\[[^\]]*\]\([^)]*\)")
_WORD = re.compile(r"[A-Za-z]{2,}")
_SENTENCE = 3
_TRANSLATED = re.compile(r"^https://kubernetes\.io/(?:zh-cn/)?")


def compare(texts: dict[str, Text], steps: list[tuple[str, Spot]], mistakes: Mistakes) -> None:
    """Compare all languages with each other and with the steps of ``lesson.yaml``."""
    for text in texts.values():
        _same_steps(text, steps, mistakes)
    english, chinese = texts.get("en"), texts.get("zh-hans")
    if english is None or chinese is None:
        return
    for first in english.sections:
        second = chinese.section(first.name)
        if second is not None:
            _same_section(first, second, mistakes)
    _really_translated(english, chinese, mistakes)


def _same_steps(text: Text, steps: list[tuple[str, Spot]], mistakes: Mistakes) -> None:
    names, listed = [one.name for one in text.steps], [name for name, _ in steps]
    for name, place in steps:
        if name not in names:
            mistakes.add(place, "step-without-text", step=name, file=text.file)
    for one in text.steps:
        if one.name not in listed:
            mistakes.add(one.place, "text-without-step", step=one.name)
    here = list(dict.fromkeys(name for name in names if name in listed))
    there = list(dict.fromkeys(name for name in listed if name in names))
    for name, other in zip(here, there, strict=True):
        if name != other:
            place = text.steps[names.index(name)].place
            mistakes.add(place, "steps-in-other-order", step=name, steps=", ".join(listed))
            return


def _same_section(english: Section, chinese: Section, mistakes: Mistakes) -> None:
    """Compare a step, or the introduction."""
    if len(english.hints) != len(chinese.hints):
        mistakes.add(
            chinese.place, "other-hints", step=english.name or "#",
            count=len(chinese.hints), english=len(english.hints),
        )  # fmt: skip
    _same_blocks(english, chinese, mistakes)
    _same_commands(english, chinese, mistakes)
    if [block for block, _ in english.hinted] != [block for block, _ in chinese.hinted]:
        mistakes.add(chinese.place, "other-blocks-in-hints", step=english.name or "#")
    here = [_TRANSLATED.sub("", one.target) for one in english.links]
    there = [_TRANSLATED.sub("", one.target) for one in chinese.links]
    if sorted(here) != sorted(there):
        places = [one.place for one in chinese.links] or [chinese.place]
        mistakes.add(
            places[0], "other-links", step=english.name or "#",
            links=", ".join(there) or "—", english=", ".join(here) or "—",
        )  # fmt: skip


def _same_blocks(english: Section, chinese: Section, mistakes: Mistakes) -> None:
    if len(english.blocks) != len(chinese.blocks):
        mistakes.add(
            chinese.place, "other-number-of-blocks", step=english.name or "#",
            count=len(chinese.blocks), english=len(english.blocks),
        )  # fmt: skip
        return
    pairs = zip(english.blocks, chinese.blocks, strict=True)
    for at, (first, second) in enumerate(pairs):
        if first != second:
            mistakes.add(
                chinese.places[at], "other-block", step=english.name or "#", number=at + 1,
                line=english.places[at].line,
            )  # fmt: skip


def _same_commands(english: Section, chinese: Section, mistakes: Mistakes) -> None:
    here = {one.text: one for one in chinese.codes if one.is_command}
    there = {one.text: one for one in english.codes if one.is_command}
    for text in sorted(here.keys() ^ there.keys()):
        found = here.get(text) or there[text]
        mistakes.add(found.place, "command-in-one-language", command=text)


def _really_translated(english: Text, chinese: Text, mistakes: Mistakes) -> None:
    if has_chinese(english.title):
        mistakes.add(Spot(english.file), "chinese-in-english", text=english.title, path="title")
    if _untranslated(chinese.title, english.title):
        mistakes.add(Spot(chinese.file), "not-translated", text=chinese.title, path="title")
    for section in english.sections:
        for line in (section.title, *(one.text for one in section.prose)):
            if has_chinese(line):
                mistakes.add(section.place, "chinese-in-english", text=line.strip()[:60],
                             path=section.name)  # fmt: skip
                break
    for section in chinese.sections:
        words = " ".join((section.title, *(one.text for one in section.prose)))
        first = english.section(section.name) or section
        said = {one.text for one in first.prose}
        for one in section.prose:
            if one.text in said and _untranslated(one.text, one.text):
                mistakes.add(one.place, "not-translated", text=one.text[:60], path=section.name)
        if section.name and _untranslated(section.title, first.title):
            mistakes.add(section.place, "not-translated", text=section.title, path=section.name)
        if not has_chinese(words):
            mistakes.add(section.place, "not-translated", text=words.strip()[:60],
                         path=section.name)  # fmt: skip


def _untranslated(words: str, english: str) -> bool:
    """Whether Chinese words are the English ones; names and commands are the same in both."""
    bare = _CODE.sub("", words)
    return words == english and not has_chinese(words) and len(_WORD.findall(bare)) >= _SENTENCE
