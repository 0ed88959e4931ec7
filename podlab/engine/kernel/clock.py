"""Virtual time: integer microseconds since the Unix epoch, and how Kubernetes writes them.

Here: units and formatting.  Not here: what advances time (``simulation``) or reads a real clock
(only ``podlab.hosting.pacer`` does).
"""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

MILLISECOND = 1_000
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(time: int) -> datetime:
    """The UTC datetime of a virtual time in microseconds."""
    return _EPOCH + timedelta(microseconds=time)


def rfc3339(time: int) -> str:
    """``metav1.Time`` as JSON: whole seconds, ``2026-11-23T17:42:39Z``."""
    return _second(time // SECOND)


@lru_cache(maxsize=4096)
def _second(seconds: int) -> str:
    return moment(seconds * SECOND).strftime("%Y-%m-%dT%H:%M:%SZ")


def rfc3339_micro(time: int) -> str:
    """``metav1.MicroTime`` as JSON: six decimals, ``2026-11-23T17:42:39.012345Z``."""
    return moment(time).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@lru_cache(maxsize=4096)
def parse_rfc3339(text: str) -> int:
    """Microseconds since the epoch of an RFC 3339 text.

    Raises:
        ValueError: the text is not a time.
    """
    delta = datetime.fromisoformat(text) - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds
