"""What the messages of the dashboard's socket carry: rows of the grid, details, results.

``static/src/net/dashboard.ts`` is generated from this file too.  Not here: the messages
(``classroom.protocol``).  Times are milliseconds of the server's clock, 0 where there is none.
"""

from typing import TypedDict


class Trouble(TypedDict):
    """A state that Pods of a learner are in and should not be: the reason as kubectl shows it, how
    many Pods, since when."""

    reason: str
    pods: int
    since: int


class LookRow(TypedDict):
    """A look into a learner's cluster: ``by`` is the member who looks, ``kind`` view, copy or
    replay, ``state`` asked, allowed, refused or ended; ``url`` opens it (for that member only), ''
    as long as it is not allowed."""

    id: int
    by: int
    kind: str
    state: str
    url: str


class GridRow(TypedDict):
    """One learner.  ``state`` away, idle, working, stuck or done; ``lesson`` what they have open
    ('' the free cluster); ``cells`` the share of each step's checks that are green, 0 to 1;
    ``met`` how many misconceptions they met in the shown lesson, ``hints`` how many hints they
    took; ``hand`` since when their hand is up; ``active`` their last action; ``looks`` those that
    are asked or on, of everybody."""

    id: int
    name: str
    group: int
    role: str
    state: str
    lesson: str
    cells: list[float]
    met: int
    hints: int
    hand: int
    active: int
    paused: bool
    trouble: list[Trouble]
    watched: bool
    looks: list[LookRow]


class GridDelta(TypedDict):
    """Rows to set by id, ids to drop."""

    set: list[GridRow]
    drop: list[int]


class StepHead(TypedDict):
    """A column of the grid."""

    id: str
    title: str
    optional: bool


class ReasonCount(TypedDict):
    """How many learners have Pods in a state; ``long`` how many of them for longer than the class
    allows (``stuckSeconds``)."""

    reason: str
    count: int
    long: int


class LessonChoice(TypedDict):
    """A lesson that can be shown or handed out; ``minutes`` is an exam's own limit, 0 of none."""

    name: str
    number: int
    title: str
    minutes: int


class GroupRow(TypedDict):
    """A group of the class."""

    id: int
    name: str


class Settings(TypedDict):
    """The class: how to join it, how its clocks are held, when somebody counts as stuck."""

    id: str
    name: str
    code: str
    link: str
    open: bool
    consent: str
    stuckSeconds: int
    hold: str
    speed: float
    groups: list[GroupRow]


class Exercise(TypedDict):
    """An exercise that is planned (``handedOut`` 0), out, or collected (``collected`` not 0)."""

    id: int
    lesson: str
    kind: str
    title: str
    group: int
    opens: int
    due: int
    minutes: int
    handedOut: int
    collected: int


class PodRow(TypedDict):
    """A Pod of a learner's cluster, as kubectl lists it."""

    namespace: str
    name: str
    status: str
    ready: bool
    restarts: int


class CheckRow(TypedDict):
    """A check of a step; ``passed`` when, in milliseconds."""

    step: str
    check: str
    text: str
    passed: int


class ClusterRow(TypedDict):
    """A cluster of a learner that can be replayed: what it is for, from when to when (virtual
    µs)."""

    cluster: str
    lesson: str
    archived: bool
    begins: int
    ends: int


class MemberDetail(TypedDict):
    """One learner: checks of the shown lesson, misconceptions and hints, the last lines that they
    typed, their Pods (both only while they are there and the reader may see their cluster)."""

    id: int
    name: str
    number: str
    email: str
    checks: list[CheckRow]
    misconceptions: list[str]
    hints: int
    pods: list[PodRow]
    lines: list[str]
    clusters: list[ClusterRow]


class HelpLine(TypedDict):
    """One thing that was done in a copy: ``kind`` line (typed in a terminal), file (``text`` is its
    path) or run."""

    number: int
    kind: str
    text: str


class MisconceptionCount(TypedDict):
    """How many learners met a misconception; ``say`` is how the lesson answers it."""

    name: str
    say: str
    count: int


class StepResult(TypedDict):
    """A step over the whole class: how many finished it, have a part of it, took a hint; the
    misconceptions that were met in it."""

    step: str
    title: str
    done: int
    partly: int
    hints: int
    misconceptions: list[MisconceptionCount]


class ResultRow(TypedDict):
    """One learner's result in a lesson."""

    member: int
    name: str
    points: float
    possible: float
    done: bool


class ResultTable(TypedDict):
    """The results of a lesson."""

    lesson: str
    title: str
    steps: list[StepResult]
    rows: list[ResultRow]
