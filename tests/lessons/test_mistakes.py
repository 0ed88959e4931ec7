"""Mistakes: every code has its sentence in both languages, with the same data in it."""

import ast
import string
from pathlib import Path

import pytest

import lessons
from lessons.mistakes import MOST, BadLesson, Mistake, Mistakes, Spot
from lessons.mistakes.words import MISTAKE_WORDS, explained

ROOM = Path(lessons.__file__).parent
CALLS = {"add": 1, "wrong": 0, "_bad": 2, "_note": 2}
"""Which argument of these functions is a code."""


def codes():
    """Every code that is written down in the room's source."""
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                at = CALLS.get(name)
                if at is not None and len(node.args) > at:
                    word = node.args[at]
                    if isinstance(word, ast.Constant) and isinstance(word.value, str):
                        yield word.value


def test_every_code_has_its_sentence():
    found = set(codes())
    assert len(found) > 60
    assert found - set(MISTAKE_WORDS) == set()


@pytest.mark.parametrize("code", MISTAKE_WORDS)
def test_both_languages_tell_the_same_data(code):
    words = MISTAKE_WORDS[code]
    assert set(words) == {"en", "zh-hans"}
    fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name}
              for text in words.values()]  # fmt: skip
    assert fields[0] == fields[1]


def test_a_mistake_is_told_with_its_place():
    mistake = Mistake(Spot("lesson.yaml", 7), "missing-field", {"path": "number"})
    assert mistake.told("009_gone") == "009_gone/lesson.yaml:7: number is missing"
    assert mistake.told("009_gone", "zh-hans") == "009_gone/lesson.yaml:7: 缺少 number"
    assert Mistake(Spot(""), "symlink").told("009_gone") == "009_gone:1: links are not allowed"


def test_types_are_told_in_the_language_too():
    params = {"path": "number", "wanted": "a number", "actual": "nothing"}
    assert explained("wrong-type", params, "zh-hans") == "number 应为整数，而不是空"


def test_the_same_mistake_is_noted_once_and_not_without_end():
    mistakes = Mistakes()
    for number in range(3 * MOST):
        mistakes.add(Spot("a", number // 2), "symlink")
    assert len(mistakes.found) == MOST
    assert mistakes.found[1].place.line == 1


def test_a_bad_lesson_says_everything():
    error = BadLesson("009_gone", [Mistake(Spot("a"), "symlink"), Mistake(Spot("b"), "symlink")])
    assert str(error).split("\n")[1] == "009_gone/b:1: links are not allowed"
