"""Quantities: canonical forms, comparing, and the words for nonsense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.objects import quantity
from podlab.engine.objects.quantity import QuantityError


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1", "1"), ("0", "0"), ("0.5", "500m"), ("1000m", "1"), ("1500m", "1500m"),
        ("1024Mi", "1Gi"), ("1500Mi", "1500Mi"), ("0.5Gi", "512Mi"), ("1e3", "1e3"),
        ("1000k", "1M"), ("-1", "-1"), ("+5", "5"), (".5", "500m"), ("1.", "1"), ("100n", "100n"),
        ("0.0000000001", "1n"), ("1023", "1023"), ("12e6", "12e6"), ("0.1Ki", "102400m"),
    ],
)  # fmt: skip
def test_canonical(text: str, canonical: str) -> None:
    assert quantity.canonical(text) == canonical


@pytest.mark.parametrize("text", ["", "1gb", "abc", "1 Gi", "--1", "1..2", "e3", "é", "9" * 600])
def test_nonsense(text: str) -> None:
    with pytest.raises(QuantityError) as caught:
        quantity.parse(text)
    assert str(caught.value) == quantity.FORM_ERROR


@pytest.mark.parametrize("text", ["1mm", "1Mk", "1kk"])
def test_unknown_suffix(text: str) -> None:
    with pytest.raises(QuantityError, match="unable to parse quantity's suffix"):
        quantity.parse(text)


def test_numbers_round_up() -> None:
    assert quantity.value_of("1500m") == 2
    assert quantity.milli("0.0001") == 1
    assert quantity.value_of("1Ki") == 1024


def test_sums_keep_the_first_family() -> None:
    assert quantity.add("1Gi", "1024Mi") == "2Gi"
    assert quantity.add("0", "100Mi") == "100Mi"


def test_compare_across_families() -> None:
    assert quantity.compare("1Gi", "1G") == 1
    assert quantity.compare("1000m", "1") == 0
    assert quantity.compare("-1", 0) == -1


@given(st.from_regex(r"[0-9]{1,9}(\.[0-9]{1,3})?(m|k|Mi|Gi|e3|)", fullmatch=True))
def test_the_canonical_form_is_stable(text: str) -> None:
    once = quantity.canonical(text)
    assert quantity.canonical(once) == once
    assert quantity.compare(text, once) == 0


@given(st.text(max_size=20))
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    try:
        quantity.canonical(text)
    except QuantityError:
        return
