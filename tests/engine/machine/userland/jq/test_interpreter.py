"""jq's programs against what jq 1.6 answered (``tests/golden/jq``), and programs without end."""

import json
from pathlib import Path

import pytest

from podlab.engine.machine.userland.jq.values import STEPS
from tests.engine.machine.small import Lab

GOLDEN = Path(__file__).parents[4] / "golden" / "jq" / "pairs.json"
PAIRS = json.loads(GOLDEN.read_text(encoding="utf-8"))
INPUT = b'{"a":[1,2,{"b":null}],"s":"x","n":1.0,"t":true}\n'
ENDLESS = "jq: not simulated: such a long computation\n"


@pytest.fixture(scope="module")
def lab() -> Lab:
    return Lab()


@pytest.mark.parametrize(
    ("words", "status", "out", "err"), PAIRS, ids=[" ".join(row[0])[:60] for row in PAIRS]
)
def test_answers_of_the_real_one(
    lab: Lab, words: list[str], status: int, out: str, err: str
) -> None:
    assert lab.command("jq", *words, stdin=INPUT) == (status, out, err)


@pytest.mark.parametrize("program", [
    "[range(1000000000)]",
    "range(0; 10; 0), [repeat(1)]",
    "reduce range(60) as $i (1; [., .]) | tojson",
    "reduce range(60) as $i (1; [., .])",
    "(reduce range(60) as $i (1; [., .])) == (reduce range(60) as $i (1; [., .]))",
    "reduce range(60) as $i (\"x\"; . + .)",
    "reduce range(60) as $i ([1]; . + .)",
    '"x" * 1000000000',
    "def f: f; f",
    "def f: 1 + f; f",
    "def f(x): f(x | x); f(1)",
    "[recurse]  | [recurse(.)]",
    "until(false; . + 1)",
    ".[1e12] = 1",
    "[range(1000)] | combinations(5)",
    '[limit(10000; repeat("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"))] | add * 9',
    "[paths] | until(false; . + [paths])",
    "{} | until(false; {a: .})",
    "first(range(1; infinite) | select(. < 1))",
])  # fmt: skip
def test_programs_without_end_end(lab: Lab, program: str) -> None:
    status, out, err = lab.command("jq", "-n", program)
    assert status == 5, (out[:200], err[:200])
    assert err == ENDLESS
    assert len(out) < STEPS * 8


@pytest.mark.parametrize("program", ["(" * 5_000, "[" * 60_000, " " + "-" * 60_000, "." * 70_000,
                                     '"\\(' * 5_000, "if " * 9_000, "{a:" * 9_000])  # fmt: skip
def test_programs_nested_without_end_are_refused(lab: Lab, program: str) -> None:
    status, out, err = lab.command("jq", "-n", program)
    assert status in (3, 5)
    assert out == ""
    assert "syntax error" in err or err == ENDLESS


def test_input_nested_without_end_is_refused(lab: Lab) -> None:
    status, out, err = lab.command("jq", ".", stdin=b"[" * 200_000)
    assert (status, out) == (2, "")
    assert err.startswith("parse error: ")


def test_regular_expressions_do_not_run_for_ever(lab: Lab) -> None:
    status, _, err = lab.command("jq", "-n", f'"{"a" * 200}b" | test("(a*)*(a*)*(a|aa)*c")')
    assert status in (0, 5)
    assert "Traceback" not in err
