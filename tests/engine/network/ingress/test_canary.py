"""Header before cookie before weight."""

import pytest

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.ingress import Asked
from podlab.engine.network.ingress.annotations import Canary
from podlab.engine.network.ingress.canary import takes

HEADER, COOKIE = {"header": "X-Try"}, {"cookie": "try"}
NAMED = {"header": "X-Try", "value": "yes"}
PATTERN = {"header": "X-Try", "pattern": "^v[0-9]+$"}


@pytest.mark.parametrize(
    ("rule", "header", "cookie", "weight", "taken"),
    [
        (HEADER, "always", None, 0, True),
        (HEADER, "never", None, 100, False),
        (HEADER, "else", None, 100, True),
        (HEADER, "else", None, 0, False),
        (NAMED, "yes", None, 0, True),
        (NAMED, "always", None, 0, False),
        (NAMED, "no", None, 100, True),
        (PATTERN, "v12", None, 0, True),
        (PATTERN, "w12", None, 0, False),
        ({**NAMED, "pattern": ".*"}, "no", None, 0, False),
        ({"header": "X-Try", "pattern": "("}, "x", None, 100, False),
        (COOKIE, None, "always", 0, True),
        (COOKIE, None, "never", 100, False),
        (COOKIE, None, "other", 100, True),
        ({**HEADER, **COOKIE}, "never", "always", 0, False),
        ({**HEADER, **COOKIE}, "else", "always", 0, True),
        ({}, "always", "always", 0, False),
    ],
)
def test_precedence(
    rule: dict[str, str], header: str | None, cookie: str | None, weight: int, taken: bool
) -> None:
    asked = Asked("a.b", "/")
    if header is not None:
        asked.headers["x-try"] = header
    if cookie is not None:
        asked.cookies["try"] = cookie
    canary = Canary(weight=weight, **rule)  # type: ignore[arg-type]
    assert takes(canary, asked, Chance(1)) is taken


@pytest.mark.parametrize(("weight", "total", "share"), [(30, 100, 0.3), (30, 1000, 0.03),
                                                       (30, 50, 0.3), (100, 100, 1.0)])  # fmt: skip
def test_weight_is_a_share_of_the_total_but_never_of_less_than_100(
    weight: int, total: int, share: float
) -> None:
    chance = Chance(7)
    canary = Canary(weight, total)
    taken = sum(takes(canary, Asked("a.b", "/"), chance) for _ in range(2000)) / 2000
    assert abs(taken - share) < 0.04
