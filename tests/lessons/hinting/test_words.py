"""Observed hints have words for every fact, in both languages."""

import re
from pathlib import Path
from string import Formatter

import pytest

from lessons.hinting import words
from lessons.hinting.words import WORDS, sentence

ROOM = Path(words.__file__).parent


def test_every_fact_has_words_and_all_words_a_fact():
    source = "".join((ROOM / name).read_text("utf-8") for name in ("pods.py", "services.py"))
    assert set(re.findall(r'missing\(\s*"([a-z-]+)"', source)) == set(WORDS)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_both_languages_name_the_same_things(code):
    fields = [
        {field for _, field, _, _ in Formatter().parse(text) if field}
        for text in WORDS[code].values()
    ]
    assert set(WORDS[code]) == {"en", "zh-hans"}
    assert fields[0] == fields[1]
    assert all(sentence(code, dict.fromkeys(fields[0], "x"), lang) for lang in WORDS[code])
