"""What a goal says: passed, or which fact is missing.

A fact is a code and its data; ``lessons.words`` has the sentences in each language.
Not here: any goal.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lessons.goals.arguments import Kind
from lessons.observation import Observation


@dataclass(frozen=True, slots=True)
class Verdict:
    """``code`` and ``params`` name what is missing; ``detail`` is Kubernetes' own English text."""

    passed: bool
    code: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    detail: str = ""


PASSED = Verdict(True)


def missing(code: str, detail: str = "", **params: Any) -> Verdict:
    """Not yet: a fact that is still missing."""
    return Verdict(False, code, params, detail)


Judge = Callable[[Observation, dict[str, Any]], Verdict]


@dataclass(frozen=True, slots=True)
class Goal:
    """A named predicate over a cluster's state and history, and the kinds of the arguments that it
    needs or takes."""

    judge: Judge
    needs: dict[str, Kind] = field(default_factory=dict)
    takes: dict[str, Kind] = field(default_factory=dict)
