"""What kubectl and the API server refuse, against recorded answers of 1.37.1.

Golden: golden/kubectl/refusals.jsonl (its first line sets the cluster up).
"""

import json
from pathlib import Path

import pytest

from tests.engine.kubectl.terminal import Terminal

GOLDEN = Path(__file__).parents[2] / "golden" / "kubectl" / "refusals.jsonl"
SETUP, *PAIRS = [json.loads(line) for line in GOLDEN.read_text().splitlines()]


@pytest.fixture(scope="module")
def terminal():
    made = Terminal()
    for line in SETUP["setup"]:
        stdin = SETUP["stdin"] if line.endswith("-f -") else ""
        assert made.run(line, stdin)[0] == 0
    return made


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["line"][8:60])
def test_refused_as_recorded(terminal, pair):
    assert terminal.run(pair["line"]) == (pair["status"], pair["out"], pair["err"])
