"""Values of flags, as pflag reads them."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.kubectl.cli import values


@pytest.mark.parametrize(
    ("text", "micros"),
    [("5s", 5_000_000), ("1m30s", 90_000_000), ("1.5h", 5_400_000_000), ("0", 0), ("-2ms", -2_000)],
)
def test_durations(text, micros):
    assert values.parse_duration(text) == micros


def test_a_duration_needs_a_unit():
    with pytest.raises(ValueError, match='missing unit in duration "5"'):
        values.parse_duration("5")
    with pytest.raises(ValueError, match='unknown unit "x" in duration "5x"'):
        values.parse_duration("5x")


def test_commas_and_quotes():
    assert values.split_commas('a,"b,c",d') == ["a", "b,c", "d"]
    assert values.split_commas('"say ""hi"""') == ['say "hi"']
    assert values.split_commas("") == []


def test_numbers_have_go_s_forms():
    assert values.parse_int("0x10") == 16
    assert values.parse_int("010") == 8
    with pytest.raises(ValueError, match="value out of range"):
        values.parse_int("9" * 30)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text):
    for kind in ("bool", "int", "duration", "slice", "array", "string"):
        with contextlib.suppress(ValueError):
            values.parse_value(kind, text, "x")
