"""Questions and predictions: whether they were answered.

Not here: their words (``lessons.reading.steps``), where answers are kept (``lessons.services``).
"""

from typing import Any

from lessons.goals.verdict import PASSED, Verdict, missing


def judge_answer(choice: int | None, wanted: dict[str, Any]) -> Verdict:
    """Passed by the right choice; ``right`` below 0 is a prediction, passed by any."""
    if choice is None:
        return missing("not-answered")
    if wanted["right"] in (-1, choice):
        return PASSED
    return missing("wrong-answer")
