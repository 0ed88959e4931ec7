"""YAML as ``kubectl -o yaml`` prints it: pairs made with the real kubectl 1.37.1."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects import yaml
from podlab.engine.objects.yaml_dump import dump, sorted_keys

PAIRS = Path(__file__).parents[2] / "golden/objects/yaml-dump.json"


@pytest.mark.parametrize(("value", "text"), json.loads(PAIRS.read_text()))
def test_real_kubectl_prints_it_so(value: str, text: str) -> None:
    assert dump({"k": value}) == text


def test_lists_stand_under_their_key() -> None:
    assert dump({"a": [{"b": [1, []]}, {}]}) == "a:\n- b:\n  - 1\n  - []\n- {}\n"


def test_keys_sort_by_the_value_of_numbers() -> None:
    assert sorted_keys({"a10": 1, "a9": 1, "a": 1, "b": 1}) == ["a", "a9", "a10", "b"]


def test_scalars() -> None:
    assert dump({"a": None, "b": True, "c": 1.5, "d": 0}) == "a: null\nb: true\nc: 1.5\nd: 0\n"


TREES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.text("abcxyz0189", min_size=1, max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(TREES)
def test_what_is_printed_reads_back(tree: Any) -> None:
    assert yaml.load(dump({"k": tree})) == {"k": tree}
