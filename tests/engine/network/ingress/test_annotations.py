"""Annotations as people write them, rightly and wrongly."""

from typing import Any

from podlab.engine.network.ingress.annotations import Canary, not_simulated, settings_of
from tests.engine.network.ingress.objects import ingress


def read(**notes: str) -> Any:
    return settings_of(ingress("i", "", annotations={k.replace("_", "-"): v for k, v in
                                                     notes.items()}))  # fmt: skip


def test_without_annotations_https_is_asked_for_where_there_is_a_certificate() -> None:
    assert read().ssl_redirect
    assert not read(ssl_redirect="false").ssl_redirect
    assert read(ssl_redirect="no").ssl_redirect


def test_canary_needs_the_word_true() -> None:
    assert read(canary_weight="10").canary is None
    assert read(canary="yes", canary_weight="10").canary is None
    assert read(canary="true", canary_weight="10").canary == Canary(weight=10)
    assert read(canary="true", canary_weight="-1").canary == Canary(weight=0)
    assert read(canary="true", canary_weight="9" * 5000).canary == Canary(weight=0)


def test_temporal_redirects_come_before_permanent_ones() -> None:
    both = read(permanent_redirect="http://a", temporal_redirect="http://b")
    assert (both.redirect, both.redirect_code) == ("http://b", 302)
    moved = read(permanent_redirect="http://a", permanent_redirect_code="308")
    assert (moved.redirect, moved.redirect_code) == ("http://a", 308)


def test_what_is_not_simulated_is_named() -> None:
    found = ingress("i", "", annotations={"auth-type": "basic", "canary": "true",
                                          "proxy-body-size": "8m"})  # fmt: skip
    assert not_simulated(found) == ["auth-type"]
