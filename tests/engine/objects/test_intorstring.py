"""Numbers and percentages."""

import pytest

from podlab.engine.objects.intorstring import is_percent, scaled


@pytest.mark.parametrize(
    ("value", "total", "up", "result"),
    [("25%", 4, True, 1), ("25%", 5, True, 2), ("25%", 5, False, 1), (3, 10, True, 3),
     (None, 9, True, 0), ("0%", 9, True, 0), ("200%", 3, False, 6)],
)  # fmt: skip
def test_scaled(value: int | str | None, total: int, up: bool, result: int) -> None:
    assert scaled(value, total, up) == result


def test_other_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not a percentage"):
        scaled("many", 3, True)


def test_is_percent() -> None:
    assert is_percent("5%")
    assert not is_percent("5")
    assert not is_percent(5)
