"""What counts as a number."""

import pytest

from podlab.engine.machine.digits import is_number


@pytest.mark.parametrize("text", ["0", "007", "80", "9" * 18])
def test_digits_are_a_number(text: str) -> None:
    assert is_number(text)
    assert int(text) < 1 << 63


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.5", "²", "5²", "٣", "1_0", "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert not is_number(text)
