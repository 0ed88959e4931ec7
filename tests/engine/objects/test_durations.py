"""Ages as kubectl shows them, and Go's durations."""

import pytest

from podlab.engine.objects.durations import go_duration, human_duration, parse_go_duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (-1, "0s"), (-5, "<invalid>"), (119, "119s"), (120, "2m"), (125, "2m5s"),
     (599, "9m59s"), (600, "10m"), (10799, "179m"), (10800, "3h"), (10860, "3h1m"),
     (28800, "8h"), (172800, "2d"), (176400, "2d1h"), (691200, "8d"), (63072000, "2y"),
     (64_000_000, "2y10d"), (400_000_000, "12y")],
)  # fmt: skip
def test_human(seconds: int, text: str) -> None:
    assert human_duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (1.5, "1.5s"), (0.3, "300ms"), (90, "1m30s"), (3600, "1h0m0s"), (-2, "-2s"),
     (0.000002, "2µs")],
)  # fmt: skip
def test_go(seconds: float, text: str) -> None:
    assert go_duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1h30m", 5400.0), ("2.5s", 2.5), ("0", 0.0), ("-1m", -60.0), ("10", None), ("", None),
     ("1x", None), ("s", None)],
)  # fmt: skip
def test_parse(text: str, seconds: float | None) -> None:
    assert parse_go_duration(text) == seconds
