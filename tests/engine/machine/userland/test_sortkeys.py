"""Keys of sort: where they begin and end, and what GNU's sort says of a wrong one."""

import pytest

from podlab.engine.machine.userland.faults import CommandFault
from podlab.engine.machine.userland.sortkeys import parse
from tests.engine.machine.small import Lab

NONE = frozenset[str]()


@pytest.mark.parametrize(
    ("spec", "separator", "piece"),
    [
        ("2", "", "  bb c:d"),
        ("2,2", "", "  bb"),
        ("2b,2", "", "bb"),
        ("2.4,2", "", "b"),
        ("2.4b,2.3b", "", ""),
        ("1.2,2.3", "", "a  b"),
        ("9", "", ""),
        ("2", ":", "d"),
        ("1,1", ":", "aa  bb c"),
        ("1,9", ":", "aa  bb c:d"),
        ("2,2.1", ":", "d"),
        ("99999999999999999999", ":", ""),
    ],
)
def test_what_a_key_is_of_a_line(spec: str, separator: str, piece: str) -> None:
    assert parse(spec, NONE).piece("aa  bb c:d", separator) == piece


def test_an_empty_last_field_is_a_field() -> None:
    assert parse("1,2", NONE).piece("a:", ":") == "a:"


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ("a-z", "invalid number at field start: invalid count at start of 'a-z'"),
        ("", "invalid number at field start: invalid count at start of ''"),
        ("0", "field number is zero: invalid field specification '0'"),
        ("1.0", "character offset is zero: invalid field specification '1.0'"),
        ("1.x", "invalid number after '.': invalid count at start of 'x'"),
        ("1,x", "invalid number after ',': invalid count at start of 'x'"),
        ("1,0", "field number is zero: invalid field specification '1,0'"),
        ("1x", "stray character in field spec: invalid field specification '1x'"),
        ("²", "invalid number at field start: invalid count at start of '²'"),
    ],
)
def test_a_wrong_key_is_refused(spec: str, words: str) -> None:
    with pytest.raises(CommandFault) as caught:
        parse(spec, NONE)
    assert (str(caught.value), caught.value.status) == (f"sort: {words}", 2)


def test_flags_of_a_key_go_before_those_of_all() -> None:
    assert parse("2n,2", frozenset("r")).flags == {"n"}
    assert parse("2,2", frozenset("rb"))[4:] == ({"r", "b"}, True, True)


@pytest.mark.parametrize(
    ("words", "lines", "order"),
    [
        (["-k2,2n", "-k1,1"], "b 10\na 9\na 10\n", "a 9\na 10\nb 10\n"),
        (["-rk1,1"], "a 1\nb 1\na 2\n", "b 1\na 2\na 1\n"),
        (["-u", "-k1,1"], "a 2\na 1\nb 1\n", "a 2\nb 1\n"),
        (["-V"], "v1.10\nv1.9\nv1." + "9" * 5000 + "\n", "v1.9\nv1.10\nv1." + "9" * 5000 + "\n"),
        (["-t:", "-k3,3n"], "a:x:10\nb:x:9\n", "b:x:9\na:x:10\n"),
        (["-n"], "10\n9\n²\n-1\n.5\n", "-1\n²\n.5\n9\n10\n"),
    ],
)
def test_lines_in_order(words: list[str], lines: str, order: str) -> None:
    assert Lab().command("sort", *words, stdin=lines.encode())[1] == order
