"""Variants: what a seed chooses, what stands in the texts, and what is refused."""

import pytest
import yaml

from lessons.catalog import lessons
from lessons.reading.variants import BadVariants, Variants, fill, read_variants

TEXT = """
any:
  app: [shop, books, tickets]
  replicas: [2, 3]
one:
- {selector: 'app: {{app}}-v1', fault: one}
- {selector: 'name: {{app}}', fault: two}
"""


@pytest.fixture
def variants():
    return read_variants(yaml.safe_load(TEXT))


def test_a_seed_always_chooses_the_same(variants):
    assert variants.values(7) == variants.values(7)


def test_rows_are_filled_with_what_was_chosen_for_each_name(variants):
    values = variants.values(0)
    assert values == {"app": "shop", "replicas": "2", "selector": "app: shop-v1", "fault": "one"}


def test_neighbours_differ_in_fault_and_name(variants):
    first, second = variants.values(4), variants.values(5)
    assert first["fault"] != second["fault"]
    assert first["app"] != second["app"]


def test_as_many_seeds_as_are_counted_show_everything(variants):
    shown = [variants.values(seed) for seed in range(variants.count)]
    assert {row["app"] for row in shown} == {"shop", "books", "tickets"}
    assert {row["fault"] for row in shown} == {"one", "two"}


def test_a_lesson_without_variants_has_one():
    assert (Variants().count, Variants().values(9)) == (1, {})


def test_filling():
    values = {"app": "shop", "count": "3"}
    assert fill("{app: {{app}}} x{{count}}", values) == "{app: shop} x3"
    assert fill("{{unknown}} and {{.Name}}", values) == "{{unknown}} and {{.Name}}"
    assert fill("{{app}}", {}) == "{{app}}"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[]", "'any', 'one' or both"),
        ("{}", "'any', 'one' or both"),
        ("some: 1", "'any', 'one' or both"),
        ("any: [1]", "a mapping of lists"),
        ("one: {a: 1}", "a mapping of lists"),
        ("any: {App: [a]}", "no name"),
        ("any: {app: []}", "needs a list"),
        ("any: {app: shop}", "needs a list"),
        ("any: {app: [[1]]}", "no text or number"),
        ("any: {app: [true]}", "no text or number"),
        ("one: [{a: 1}, {b: 1}]", "the same names"),
        ("one: [1]", "the same names"),
        ("any: {a: [1]}\none: [{a: 1}]", "in 'any' as well"),
    ],
)
def test_refusals(text, why):
    with pytest.raises(BadVariants, match=why):
        read_variants(yaml.safe_load(text))


def test_every_broken_cluster_has_variants_of_its_fault():
    broken = [one for one in lessons() if one.place.topic == "broken"]
    assert len(broken) == 12
    assert all(len(one.variants.one) >= 3 and one.variants.any for one in broken)


def test_no_text_shows_an_unfilled_name():
    for one in lessons():
        for step in one.steps:
            for text in step.text.values():
                assert "{{" not in text.title + text.html, f"{one.name}/{step.name}"
