"""awk's arithmetic at its edges: what a hostile program may ask for, and what it is told."""

import pytest

from tests.engine.machine.small import Lab


def awk(program: str, stdin: bytes = b"a b c\n") -> tuple[int, str, str]:
    return Lab().command("awk", program, stdin=stdin)


@pytest.mark.parametrize(
    ("expression", "shown"),
    [
        ("1e3", "1000"),
        ("1.5e-1 + .5", "0.65"),
        ("2^99999", "inf"),
        ("0^-1", "inf"),
        ("(-8)^0.5", "nan"),
        ("2^99999 % 2", "nan"),
        ("7 % -3", "1"),
        ("int(2^99999)", "inf"),
        ("int(-3.9)", "-3"),
        ('substr("hello", 2, 1e999)', "ello"),
        ('substr("hello", -1e999)', "hello"),
        ('substr("hello", 0, 3)', "he"),
    ],
)
def test_what_an_expression_comes_to(expression: str, shown: str) -> None:
    assert awk(f"BEGIN{{print {expression}}}") == (0, f"{shown}\n", "")


@pytest.mark.parametrize(
    ("conversion", "length"), [('"%*d", 1e9, 1', 4096), ('"%.*f", -1e999, 1', 8)]
)
def test_a_conversion_asks_for_a_bounded_width(conversion: str, length: int) -> None:
    status, shown, _ = awk(f"BEGIN{{printf {conversion}}}")
    assert status == 0
    assert len(shown) == length


def test_a_character_that_is_half_of_a_pair_harms_nobody() -> None:
    assert awk('BEGIN{printf "%c", 55296 > "/tmp/o"}')[0] == 0
    assert awk('BEGIN{printf "%c%c", 20013, "abc"}') == (0, "中a", "")


@pytest.mark.parametrize("place", ["1e999", "2^99999", "1e9"])
def test_a_field_far_away_is_empty(place: str) -> None:
    assert awk(f'{{print $({place}) "|"}}') == (0, "|\n", "")


def test_a_division_by_zero_says_so() -> None:
    assert awk("BEGIN{print 1 / 0}") == (2, "", "awk: cmd. line:1: division by zero\n")


def test_a_status_is_a_byte_whatever_was_asked_for() -> None:
    assert 0 <= awk("BEGIN{exit 2^99999}")[0] < 256


@pytest.mark.parametrize(
    "program",
    ['BEGIN{s = "x"; while (1) gsub(/x*/, "-&-", s)}', 'BEGIN{while (1) $0 = $0 "a b "}',
     'BEGIN{s = sprintf("%4000s", "x"); while (1) n += split(s s s s, a, / */)}'],
)  # fmt: skip
def test_what_patterns_look_at_counts_as_work(program: str) -> None:
    status, _, words = awk(program)
    assert status == 2
    assert "not simulated in PodLab: " in words


def test_replacing_in_many_lines_is_no_endless_work() -> None:
    lines = b"the quick brown fox\n" * 500
    status, shown, _ = awk('{gsub(/[aeiou]/, "<&>"); print}', stdin=lines)
    assert status == 0
    assert shown == "th<e> q<u><i>ck br<o>wn f<o>x\n" * 500
