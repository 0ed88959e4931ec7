"""Every fact that a goal can name has a sentence in each language."""

import re
import string
from pathlib import Path

import pytest

import lessons.goals
from lessons.catalog import LANGUAGES
from lessons.words import WORDS, sentence

GOALS = Path(lessons.goals.__file__).parent


def test_every_fact_has_words_and_no_words_are_left_over():
    named = {
        name
        for path in GOALS.glob("*.py")
        for name in re.findall(r'missing\(\s*"([a-z-]+)"', path.read_text())
    }
    assert named == set(WORDS)


def test_the_languages_say_the_same_things():
    for code, words in WORDS.items():
        assert set(words) == set(LANGUAGES), code
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in words.values()
        ]
        assert all(one == fields[0] for one in fields), code


def test_no_fact_has_no_sentence():
    assert sentence("", {}, "en") == ""
    assert sentence("no-pods", {"labels": "app=web"}, "en").endswith("app=web yet.")


@pytest.mark.parametrize(
    ("resource", "said"),
    [
        ("services", "There is no Service named web yet."),
        ("jobs.batch", "There is no Job named web yet."),
        ("networkpolicies.networking.k8s.io", "There is no NetworkPolicy named web yet."),
        ("widgets.example.org", "There is no widgets.example.org named web yet."),
    ],
)
def test_objects_are_named_by_their_kind(resource, said):
    assert sentence("object-missing", {"resource": resource, "name": "web"}, "en") == said
