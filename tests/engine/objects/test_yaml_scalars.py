"""What plain scalars mean: YAML 1.1 booleans, Go's numbers, dates that stay text."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects.yaml_scalars import go_float, is_plain_text, is_timestamp, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("n", False), ("Off", False), ("~", None), ("null", None),
        ("1", 1), ("017", 15), ("0o17", 15), ("0x1F", 31), ("0b11", 3), ("1_000", 1000),
        ("099", 99), ("+5", 5), ("1e3", 1000), (".5", 0.5), ("1.", 1), ("1.0", 1),
        ("1:30", "1:30"), ("2020-01-01", "2020-01-01"), ("1.2.3", "1.2.3"), ("-", "-"),
        ("12345678901234567890", 12345678901234567890), ("1e21", 1e21), ("100Mi", "100Mi"),
    ],
)  # fmt: skip
def test_resolve(text: str, value: Any) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [(1.5, "1.5"), (1e21, "1e+21"), (1e-7, "1e-07"), (0.1, "0.1"), (123456789.5, "1.234567895e+08"),
     (-2.5, "-2.5"), (0.0001, "0.0001")],
)  # fmt: skip
def test_go_float(value: float, text: str) -> None:
    assert go_float(value) == text


def test_timestamps() -> None:
    assert is_timestamp("2020-01-01T10:00:00Z")
    assert not is_timestamp("2020-13-01")
    assert not is_timestamp("2020-01-01x")


@given(st.text(min_size=1, max_size=20))
def test_plain_text_reads_back_as_text(text: str) -> None:
    if is_plain_text(text):
        assert resolve(text) == text
