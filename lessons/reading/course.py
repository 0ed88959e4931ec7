"""The place of a lesson in the course: its topic, what should come before it, what it is worth, and
whether it is an exercise without steps or a timed exam.

Here: the topics of the course, and reading a lesson's place with every refusal.  Not here: a
learner's own course (``lessons.selectors``).
"""

from dataclasses import dataclass
from typing import Any

TOPICS: dict[str, dict[str, str]] = {
    "start": {"en": "First steps", "zh-hans": "入门"},
    "pod": {"en": "Inside a Pod", "zh-hans": "Pod 内部"},
    "life": {"en": "The life of a Pod", "zh-hans": "Pod 的一生"},
    "placing": {"en": "Placing Pods", "zh-hans": "调度"},
    "work": {"en": "Workloads", "zh-hans": "工作负载"},
    "network": {"en": "Network", "zh-hans": "网络"},
    "data": {"en": "Configuration and storage", "zh-hans": "配置与存储"},
    "operate": {"en": "Keeping it running", "zh-hans": "日常运维"},
    "broken": {"en": "Broken clusters", "zh-hans": "故障排查"},
    "exam": {"en": "Exams", "zh-hans": "考试"},
    "more": {"en": "More lessons", "zh-hans": "更多课程"},
}
"""The topics in the course's order; a lesson that names none stands under the last."""

MOST_MINUTES = 240


@dataclass(frozen=True, slots=True)
class Exam:
    """The rules of a timed exam: wall time; may the clock be stopped, or turned back?"""

    minutes: int
    clock: bool = False
    rewind: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lesson stands: ``needs`` are the names of lessons that should come before it,
    ``exercise`` says that it has goals and no instructions."""

    topic: str = "more"
    needs: tuple[str, ...] = ()
    exercise: bool = False
    exam: Exam | None = None


class BadPlace(ValueError):
    """A field that cannot be used: which, and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field


FIELDS = ("topic", "needs", "exercise", "exam")


def read_place(data: dict[str, Any]) -> Place:
    """The place of a lesson, out of lesson.yaml.

    Raises:
        BadPlace: something in it is wrong.
    """
    topic, needs = data.get("topic", "more"), data.get("needs", [])
    if not isinstance(topic, str) or topic not in TOPICS:
        raise BadPlace("topic", f"{topic!r} is none of {', '.join(TOPICS)}")
    if not isinstance(needs, list) or not all(isinstance(one, str) for one in needs):
        raise BadPlace("needs", "is a list of names of lessons")
    if not isinstance(data.get("exercise", False), bool):
        raise BadPlace("exercise", "is true or false")
    exam = _exam(data["exam"]) if "exam" in data else None
    return Place(topic, tuple(needs), bool(data.get("exercise", False)), exam)


def _exam(row: Any) -> Exam:
    if not isinstance(row, dict) or set(row) - {"minutes", "clock", "rewind"}:
        raise BadPlace("exam", "has minutes, clock and rewind")
    minutes = row.get("minutes")
    if isinstance(minutes, bool) or not isinstance(minutes, int):
        raise BadPlace("exam", "minutes is a whole number")
    if not 1 <= minutes <= MOST_MINUTES:
        raise BadPlace("exam", f"minutes is a number from 1 to {MOST_MINUTES}")
    flags = {name: row.get(name, False) for name in ("clock", "rewind")}
    if not all(isinstance(value, bool) for value in flags.values()):
        raise BadPlace("exam", "clock and rewind are true or false")
    return Exam(minutes, **flags)
