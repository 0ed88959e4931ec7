"""Config, nodes, limits and quotas.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import refusals, update_refusals


@pytest.mark.parametrize(
    ("word", "manifest", "words"),
    [
        ("cm", {"data": {"a b": ""}}, 'data[a b]: Invalid value: "a b": a valid config key'),
        ("cm", {"data": {"a": "x" * 1_100_000}}, ": Too long: may not be more than 1048576 bytes"),
        ("secret", {"type": "kubernetes.io/tls"}, "data[tls.crt]: Required value"),
        ("secret", {"type": "kubernetes.io/service-account-token"},
         "metadata.annotations[kubernetes.io/service-account.name]: Required value"),
        ("limits", {"spec": {"limits": [{"type": "Container", "min": {"cpu": "2"},
                                         "max": {"cpu": "1"}}]}},
         'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1'),
        ("quota", {"spec": {"hard": {"podss": "1"}}}, 'spec.hard[podss]: Invalid value: "podss": '
         "must be a standard resource type or fully qualified"),
        ("no", {"spec": {"taints": [{"key": "a", "effect": "x"}]}},
         'spec.taints[0].effect: Unsupported value: "x"'),
    ],
)  # fmt: skip
def test_refused(word: str, manifest: dict[str, Any], words: str) -> None:
    assert refusals(word, manifest)[0].startswith(words)


def test_sealed_config_stays() -> None:
    old = {"data": {"a": "1"}, "immutable": True}
    assert update_refusals("cm", old, {"data": {"a": "2"}, "immutable": True}) == [
        "data: Forbidden: field is immutable when `immutable` is set"
    ]


def test_a_secret_without_values_is_fine() -> None:
    assert refusals("secret", {"data": {"a": None}}) == []


def test_a_secrets_type_stays() -> None:
    found = update_refusals("secret", {"type": "a"}, {"type": "b"})
    assert found == ['type: Invalid value: "b": field is immutable']
