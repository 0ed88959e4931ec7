"""YAML with lines: what is read, and what is refused before anybody asks what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lessons.files.rows import plain, read_yaml
from lessons.mistakes import Mistakes


def read(text):
    mistakes = Mistakes()
    return read_yaml("a.yaml", text, mistakes), mistakes


def told(mistakes):
    return [(one.place.line, one.code) for one in mistakes.found]


def test_fields_are_read_with_their_types_and_lines():
    row, mistakes = read("name: web\nport: 80\nready: true\nrows:\n- a: 1\n- a: 2\n")
    assert (row.text("name"), row.number("port", 1, 99), row.flag("ready")) == ("web", 80, True)
    assert [one.place.line for one in row.rows("rows")] == [5, 6]
    assert mistakes.found == []


def test_what_nobody_asked_for_is_refused_with_what_may_be_meant():
    row, mistakes = read("nmae: web\nzzz: 1\nname: web\n")
    row.text("name")
    row.done()
    assert told(mistakes) == [(1, "unknown-field-near"), (2, "unknown-field")]
    assert mistakes.found[0].params["near"] == "name"


def test_wrong_types_and_missing_fields_are_told_once_each():
    row, mistakes = read("name: [a]\nport: many\nready: 1\nrows: a\n")
    assert (row.text("name"), row.number("port", 1, 9), row.flag("ready")) == ("", 1, False)
    assert row.rows("rows") == []
    assert row.text("gone") == ""
    assert told(mistakes) == [(1, "wrong-type"), (2, "wrong-type"), (3, "wrong-type"),
                              (4, "wrong-type"), (1, "missing-field")]  # fmt: skip


def test_a_yes_is_not_a_word():
    row, mistakes = read("en: yes\nzh-hans: 是\n")
    row.languages("say")
    assert told(mistakes) == [(1, "wrong-type")]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: [}", "bad-yaml", 1),
        ("a:\n\tb: 1\n", "tab", 2),
        ("a: 1\nb: 2\na: 3\n", "duplicate-field", 3),
        ("a: {b: 1, b: 2}\n", "duplicate-field", 1),
        ("a: &x 1\n", "yaml-anchor", 1),
        ("a: *x\n", "yaml-anchor", 1),
        ("a: !!python/name:os.system x\n", "yaml-tag", 1),
        ("a: 1\n---\nb: 1\n", "many-documents", 2),
        ("a: " + "{a: " * 40 + "1" + "}" * 40, "too-deep", 1),
        ("- a\n", "wrong-type", 1),
        ("# nothing\n", "empty-file", 1),
        ("[1, 2]: x\n", "bad-key", 1),
        ("a: 1\nb: 0x\x07\n", "bad-yaml", 2),
    ],
)
def test_what_yaml_may_not_be(text, code, line):
    _, mistakes = read(text)
    assert (line, code) in told(mistakes)


def test_dates_stay_what_was_written():
    row, _ = read("when: 2026-11-23\n")
    assert plain(row.fields) == {"when": "2026-11-23"}


@given(some.text(alphabet="ab:-[]{}&*!|>'\"\n\t #1,", max_size=60))
def test_any_text_is_read_or_refused(text):
    row, mistakes = read(text)
    assert row is not None or mistakes.found
