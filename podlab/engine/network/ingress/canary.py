"""Whether a canary takes a request: header before cookie before weight, as ingress-nginx decides.

Not here: which backend has a canary (``table``).
"""

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.ingress import Asked
from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.network.ingress.annotations import Canary

STREAM = "ingress/canary"


def takes(canary: Canary, asked: Asked, chance: Chance) -> bool:
    """Whether the canary gets the request.  ``always`` and ``never`` decide; another value of the
    header or the cookie leaves it to the next rule."""
    verdict = _by_header(canary, asked.headers.get(canary.header.lower()))
    if verdict is None and canary.cookie:
        verdict = _always(asked.cookies.get(canary.cookie))
    if verdict is not None:
        return verdict
    # A total below 100 is not looked at.
    return chance.below(STREAM, max(canary.total, 100)) < canary.weight


def _by_header(canary: Canary, value: str | None) -> bool | None:
    if not canary.header or value is None:
        return None
    if canary.value:
        return True if value == canary.value else None
    if canary.pattern:
        return _matches(canary.pattern, value)
    return _always(value)


def _matches(pattern: str, value: str) -> bool | None:
    try:
        return True if Regex(pattern, extended=True).matches(value) else None
    except RegexFault:
        return False


def _always(value: str | None) -> bool | None:
    return {"always": True, "never": False}.get(value or "")
