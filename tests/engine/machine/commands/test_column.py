"""column: what util-linux 2.38 made of the same lines."""

import pytest

from tests.engine.machine.small import Lab

TABLE = b"NAME READY  STATUS\nweb 1/1 Running\na-long-name 0/1 Pending extra\n\nx\n"
NUMBERS = "".join(f"{number}\n" for number in range(1, 31)).encode()


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


def test_a_table(lab: Lab) -> None:
    assert lab.command("column", "-t", stdin=TABLE) == (
        0,
        "NAME         READY  STATUS   \n"
        "web          1/1    Running  \n"
        "a-long-name  0/1    Pending  extra\n"
        "x                            \n",
        "",
    )


def test_columns_to_the_right(lab: Lab) -> None:
    assert lab.command("column", "-t", "-R", "2", stdin=TABLE)[1].splitlines()[1] == (
        "web            1/1  Running  "
    )


def test_separators(lab: Lab) -> None:
    assert lab.command("column", "-ts:", stdin=b"a:b:c\nxx::z\n")[1] == "a   b  c\nxx     z\n"
    assert lab.command("column", "-t", "-s:", "-o", "|", stdin=b"a:b:c\nxx::z\n")[1] == (
        "a |b|c\nxx| |z\n"
    )


def test_names_of_columns(lab: Lab) -> None:
    assert lab.command("column", "-t", "-N", "A,B", stdin=TABLE)[1].startswith(
        "A            B               \nNAME "
    )


def test_columns_that_fill_the_screen(lab: Lab) -> None:
    assert lab.command("column", stdin=b"one\ntwo\nthree\nfour\n")[1] == "one\ttwo\tthree\tfour\n"
    assert lab.command("column", "-c", "40", stdin=NUMBERS)[1].startswith("1\t7\t13\t19\t25\n2\t")
    assert lab.command("column", "-x", "-c", "40", stdin=NUMBERS)[1].startswith("1\t2\t3\t4\t5\n6")


@pytest.mark.parametrize(("words", "error"), [
    (["/nosuch"], "column: /nosuch: No such file or directory\n"),
    (["-Z"], "column: invalid option -- 'Z'\nTry 'column --help' for more information.\n"),
    (["-t", "-R", "9"], "column: undefined column name '9'\n"),
])  # fmt: skip
def test_mistakes(lab: Lab, words: list[str], error: str) -> None:
    status, _, err = lab.command("column", *words, stdin=TABLE)
    assert (status, err) == (1, error)


def test_a_table_of_too_many_cells_is_refused(lab: Lab) -> None:
    wide = b"x " * 999 + b"\n"
    assert lab.command("column", "-t", stdin=wide * 200)[2] == (
        "column: not simulated: so large a table\n"
    )
