"""Label selectors: text, objects, matching, and the real parser's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects import labels
from podlab.engine.objects.labels import SelectorError


@pytest.mark.parametrize(
    ("text", "found", "matches"),
    [
        ("app=web", {"app": "web"}, True),
        ("app==web", {"app": "db"}, False),
        ("app!=web", {}, True),
        ("app", {"app": ""}, True),
        ("!app", {"app": "x"}, False),
        ("app in (web, db)", {"app": "db"}, True),
        ("app notin (web)", {"tier": "x"}, True),
        ("size>3", {"size": "10"}, True),
        ("size<3", {"size": "big"}, False),
        ("a=b,c", {"a": "b", "c": "d"}, True),
        ("a=b,c", {"a": "b"}, False),
        ("a=", {"a": ""}, True),
        ("", {}, True),
    ],
)
def test_matching(text: str, found: dict[str, str], matches: bool) -> None:
    assert labels.matches(labels.parse(text), found) is matches


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a=b=c", "found '=', expected: ',' or 'end of string'"),
        ("=b", "found '=', expected: !, identifier, or 'end of string'"),
        ("a,", "found '', expected: identifier after ','"),
        ("a in x", "unable to parse requirement: found 'x' expected: '('"),
        ("a in (x y)", "unable to parse requirement: found 'y', expected: ',' or ')'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
    ],
)
def test_the_real_words(text: str, words: str) -> None:
    with pytest.raises(SelectorError) as caught:
        labels.parse(text)
    assert str(caught.value) == words


def test_a_bad_key_says_the_rule() -> None:
    with pytest.raises(SelectorError, match='<nil>: Invalid value: "é": name part must consist'):
        labels.parse("é=1")


def test_objects() -> None:
    selector = labels.from_object(
        {
            "matchLabels": {"app": "web"},
            "matchExpressions": [{"key": "tier", "operator": "NotIn", "values": ["db", "cache"]}],
        }
    )
    assert selector is not None
    assert labels.to_text(selector) == "app=web,tier notin (cache,db)"
    assert labels.matches(selector, {"app": "web"})


def test_absent_matches_nothing_and_empty_everything() -> None:
    assert not labels.matches(labels.from_object(None), {})
    assert labels.matches(labels.from_object({}), {"a": "b"})


def test_an_unknown_operator() -> None:
    with pytest.raises(SelectorError, match='"Near" is not a valid label selector operator'):
        labels.from_object({"matchExpressions": [{"key": "a", "operator": "Near"}]})


@given(st.text(max_size=60))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        selector = labels.parse(text)
    except SelectorError:
        return
    again = labels.parse(labels.to_text(selector))
    assert labels.to_text(again) == labels.to_text(selector)


def test_a_huge_selector_is_refused() -> None:
    with pytest.raises(SelectorError, match="too long"):
        labels.parse("a," * labels.MAX_SELECTOR)
