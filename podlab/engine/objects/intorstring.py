"""Values that are a number or a percentage: ``maxSurge: 25%``, ``minAvailable: 2``.

Here: scaling them.  Not here: which fields take them (``validation``).
"""

import re
from typing import Any

_PERCENT = re.compile(r"([0-9]{1,9})%")


def is_percent(value: Any) -> bool:
    """Whether the value is a percentage."""
    return isinstance(value, str) and _PERCENT.fullmatch(value) is not None


def scaled(value: int | str | None, total: int, round_up: bool) -> int:
    """The number that a value means of a total; None means 0.

    Raises:
        ValueError: text that is no percentage.
    """
    if value is None:
        return 0
    if isinstance(value, int):
        return value
    match = _PERCENT.fullmatch(value)
    if match is None:
        raise ValueError("invalid value for IntOrString: invalid type: string is not a percentage")
    hundredths = int(match[1]) * total
    return -(-hundredths // 100) if round_up else hundredths // 100
