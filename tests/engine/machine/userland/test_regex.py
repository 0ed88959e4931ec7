"""Regular expressions: POSIX syntax, bounded cost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.machine.userland.regex import Regex, RegexFault


@pytest.mark.parametrize(
    ("pattern", "text", "span"),
    [
        ("b+", "abbbc", (1, 4)),
        ("^a|c$", "xxc", (2, 3)),
        ("(a|ab)(c|bcd)", "abcd", (0, 4)),
        ("[[:digit:]]{2,3}", "a12345", (1, 4)),
        ("a.*z", "a1z2z3", (0, 5)),
        ("\\<end\\>", "the end", (4, 7)),
        ("x*", "aaa", (0, 0)),
        ("[^a-c]", "abcd", (3, 4)),
    ],
)
def test_extended(pattern: str, text: str, span: tuple[int, int]) -> None:
    found = Regex(pattern, extended=True).search(text)
    assert found is not None
    assert found[0] == span


def test_basic_groups_and_back_references() -> None:
    found = Regex("\\(a\\)\\1").search("xaab")
    assert found == [(1, 3), (1, 2)]
    assert Regex("a+").search("aaa") is None


@pytest.mark.parametrize(
    ("pattern", "words"),
    [("(", "Unmatched ( or \\("), ("[a", "Unmatched [, [^, [:, [., or [="), ("a\\", "Trailing")],
)
def test_what_is_no_expression(pattern: str, words: str) -> None:
    with pytest.raises(RegexFault, match=re.escape(words)):
        Regex(pattern, extended=True)


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a+)+b", "(.*)*x"])
def test_hostile_patterns_end_soon(pattern: str) -> None:
    assert Regex(pattern, extended=True).search("a" * 2000) is None


@given(
    st.text("ab", max_size=12),
    st.from_regex(r"\A(a|b|\.|\[ab\]|a\*|b\+|\(ab\)|\(a\|b\)\?){0,6}\Z"),
)
def test_agrees_with_python_where_that_is_safe(text: str, pattern: str) -> None:
    found = Regex(pattern, extended=True).matches(text)
    assert found == (re.search(pattern, text) is not None)
