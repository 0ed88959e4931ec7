"""Schedules that cannot be read, in the parser's words."""

import pytest

from podlab.engine.objects.cronformat import is_zone, refusal


@pytest.mark.parametrize(
    "text",
    ["* * * * *", "*/5 0-6/2 1,15 JAN-mar mon", "@hourly", "@every 1h30m", "CRON_TZ=UTC 0 5 * * ?"],
)
def test_readable(text: str) -> None:
    assert refusal(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty spec string"),
        ("* * * *", "expected exactly 5 fields, found 4: [* * * *]"),
        ("61 * * * *", "end of range (61) above maximum (59): 61"),
        ("* * 0 * *", "beginning of range (0) below minimum (1): 0"),
        ("* * * * 7", "end of range (7) above maximum (6): 7"),
        ("5-3 * * * *", "beginning of range (5) beyond end of range (3): 5-3"),
        ("1-2-3 * * * *", "too many hyphens: 1-2-3"),
        ("*/2/3 * * * *", "too many slashes: */2/3"),
        ("*/0 * * * *", "step of range should be a positive number: */0"),
        ("x * * * *", 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'),
        ("@often", "unrecognized descriptor: @often"),
        ("@every x", 'failed to parse duration @every x: time: invalid duration "x"'),
        ("TZ=Mars/X * * * * *", "provided bad location Mars/X: unknown time zone Mars/X"),
    ],
)
def test_refused(text: str, words: str) -> None:
    assert refusal(text) == words


@pytest.mark.parametrize("name", ["../etc/passwd", "/UTC", "a//b", "x" * 15, "-UTC", "Mars/X"])
def test_zones_that_are_none(name: str) -> None:
    assert not is_zone(name)


def test_a_zone() -> None:
    assert is_zone("Asia/Shanghai")
