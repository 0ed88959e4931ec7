"""YAML is read as kubectl reads it, and refused in its words (checked with the real one)."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects import yaml
from podlab.engine.objects.yaml import YamlError

PREFIX = "error converting YAML to JSON: "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c\n", "yaml: mapping values are not allowed in this context"),
        ("a:\nb:\n\tc: d\n", "yaml: line 3: found character that cannot start any token"),
        ("a:\n  - b: c\n   d: e\n", "yaml: line 2: did not find expected '-' indicator"),
        ("a: *y", "yaml: unknown anchor 'y' referenced"),
        ("a: |\nb", "yaml: line 3: could not find expected ':'"),
        ('"abc', "yaml: line 2: found unexpected end of stream"),
        ("\x01", "yaml: control characters are not allowed"),
        ("a: .inf", "json: unsupported value: +Inf"),
        ("<<: 1\na: b", "yaml: map merge requires map or sequence of maps as the value"),
    ],
)
def test_the_real_words(text: str, words: str) -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load(text)
    assert caught.value.message == PREFIX + words


def test_the_place_counts_from_one() -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load("a: b\nc: d: e\n")
    assert (caught.value.line, caught.value.column) == (2, 5)


def test_kubectl_takes_the_last_of_two_keys() -> None:
    assert yaml.load("a: 1\na: 2\n") == {"a": 2}


def test_the_api_server_refuses_two_keys() -> None:
    with pytest.raises(YamlError, match='line 2: key "a" already set in map'):
        yaml.load("a: 1\na: 2\n", strict=True)


def test_documents_are_cut_at_dashes() -> None:
    assert yaml.load_all("---\na: 1\n---\n# nothing\n--- # more\nb: 2\n") == [{"a": 1}, {"b": 2}]


def test_a_later_document_names_lines_of_its_own() -> None:
    with pytest.raises(YamlError) as caught:
        yaml.load_all("a: 1\n---\nb: 2\nc: d: e\n")
    assert "line 2: mapping values" in caught.value.message
    assert caught.value.line == 4


def test_json_is_yaml() -> None:
    assert yaml.load_all('{"a": [1, "x"]} {"b": null}') == [{"a": [1, "x"]}, {"b": None}]


def test_keys_become_text() -> None:
    assert yaml.load("5: x\ny: z\n1.5: a") == {"5": "x", "true": "z", "1.5": "a"}


def test_merge_keys() -> None:
    assert yaml.load("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}")["b"] == {"p": 1, "q": 3}


def test_explicit_tags() -> None:
    assert yaml.load("a: !!str 5\nb: !!binary aGk=") == {"a": "5", "b": "hi"}
    with pytest.raises(YamlError, match="cannot decode"):
        yaml.load("a: !!int x")


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi"):
        lines.append(f"{name}: &{name} [{','.join(['*' + before] * 9)}]")
    with pytest.raises(YamlError, match="excessive aliasing"):
        yaml.load("\n".join(lines))


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 50_000, "a: &x [*x]"])
def test_deep_or_endless_nesting_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        yaml.load(text)


def test_a_huge_text_is_refused() -> None:
    with pytest.raises(YamlError, match="longer than"):
        yaml.load("a" * (yaml.MAX_TEXT + 1))


@given(st.text("ab:-[]{}&*!|>'\"#%@\n\t ,?1", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(YamlError):
        yaml.load_all(text)
