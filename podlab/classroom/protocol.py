"""Every message of the dashboard's socket, in one place; ``static/src/net/dashboard.ts`` is
generated from this file (``python -m podlab.classroom.typescript``).

The socket works as the page's does (``workbench.protocol``): JSON objects with a type ``t``, what
the server sends is numbered, a dashboard that comes back gets what it missed or everything afresh.
Times are milliseconds of the server's clock since the epoch, 0 where there is none; ``welcome``
tells the server's present.  Not here: what learners' pages hear (``workbench.class_protocol``).
"""

from typing import Any, Literal, NotRequired, TypedDict

from podlab.classroom.shapes import (
    Exercise,
    GridDelta,
    GridRow,
    HelpLine,
    LessonChoice,
    LookRow,
    MemberDetail,
    ReasonCount,
    ResultTable,
    Settings,
    StepHead,
)

# --- from the dashboard -----------------------------------------------------------------------


class Hello(TypedDict):
    """The first message, as on the page."""

    t: Literal["hello"]
    stream: str
    seen: int
    lang: str


class Ack(TypedDict):
    """The dashboard has everything up to number ``seen``."""

    t: Literal["ack"]
    seen: int


class SetLanguage(TypedDict):
    t: Literal["lang"]
    lang: str


class Show(TypedDict):
    """Which lesson's steps the grid's columns are; ``grid`` follows."""

    t: Literal["dash.show"]
    lesson: str


class AskMember(TypedDict):
    """Everything about one learner; answered with ``member``."""

    t: Literal["dash.member"]
    id: int
    member: int


class LowerHand(TypedDict):
    """The learner has been helped."""

    t: Literal["dash.hand"]
    id: int
    member: int


class AskLook(TypedDict):
    """Ask to look into a learner's cluster; answered with ``look``.  ``kind`` view (live, read
    only) or copy (a copy of their cluster, to help in).  When the learner has allowed it, the
    row's ``look`` says so, and its address opens."""

    t: Literal["dash.look"]
    id: int
    member: int
    kind: Literal["view", "copy"]


class EndLook(TypedDict):
    """Look no more, or withdraw the question."""

    t: Literal["dash.look.end"]
    id: int
    look: int


class SendHint(TypedDict):
    """A hint to one learner."""

    t: Literal["dash.hint"]
    id: int
    member: int
    text: str


class AskHelp(TypedDict):
    """What was done in a copy since it was made, as lines that can be proposed; answered with
    ``help``."""

    t: Literal["dash.help"]
    id: int
    look: int


class SendChange(TypedDict):
    """Propose the chosen lines of a copy (their numbers from ``help``) to its learner."""

    t: Literal["dash.propose"]
    id: int
    look: int
    text: str
    lines: list[int]


class SendMessage(TypedDict):
    """A message to the class, or to one group of it (0 is everybody)."""

    t: Literal["dash.message"]
    id: int
    group: int
    text: str


class SendFile(TypedDict):
    """A file to write into every learner's present cluster; those who are away get it when they
    come."""

    t: Literal["dash.file"]
    id: int
    group: int
    path: str
    text: str


class SendFault(TypedDict):
    """A fault for everybody who is there now, in the words of ``faults`` (stop-node node2);
    answered with ``reached`` and ``failed``."""

    t: Literal["dash.fault"]
    id: int
    group: int
    words: list[str]


class HoldClocks(TypedDict):
    """Take every clock of the class: ``paused``, ``speed`` (at ``speed``), or '' to give them
    back."""

    t: Literal["dash.hold"]
    id: int
    hold: Literal["", "paused", "speed"]
    speed: float


class HandOut(TypedDict):
    """Hand out an exercise now: ``kind`` lesson or exam, ``minutes`` 0 for no limit; answered with
    ``exercise``."""

    t: Literal["dash.handout"]
    id: int
    lesson: str
    kind: Literal["lesson", "exam"]
    group: int
    minutes: int


class Collect(TypedDict):
    """Collect an exercise now: what counts is what is there."""

    t: Literal["dash.collect"]
    id: int
    exercise: int


class AskResults(TypedDict):
    """Results and misconceptions of a lesson, per step; answered with ``results``."""

    t: Literal["dash.results"]
    id: int
    lesson: str


class Replay(TypedDict):
    """Open a copy of a learner's attempt as it was at a virtual time (µs; 0 is its end); answered
    with ``look``."""

    t: Literal["dash.replay"]
    id: int
    member: int
    cluster: str
    time: int


ClientMessage = (
    Hello
    | Ack
    | SetLanguage
    | Show
    | AskMember
    | LowerHand
    | AskLook
    | EndLook
    | SendHint
    | AskHelp
    | SendChange
    | SendMessage
    | SendFile
    | SendFault
    | HoldClocks
    | HandOut
    | Collect
    | AskResults
    | Replay
)

# --- from the server --------------------------------------------------------------------------


class Welcome(TypedDict):
    """The answer to hello.  ``me`` is the reader's own member number, ``may`` are the message types
    that their role allows, ``lessons`` what can be handed out or shown, ``faults`` the usage of
    each fault.  With ``fresh`` the dashboard forgets what it had; ``class`` and ``grid`` follow."""

    t: Literal["welcome"]
    n: int
    stream: str
    fresh: bool
    now: int
    me: int
    role: str
    may: list[str]
    lessons: list[LessonChoice]
    faults: list[str]


class ClassShown(TypedDict):
    """The class itself, whole: its settings and exercises."""

    t: Literal["class"]
    n: int
    settings: Settings
    exercises: list[Exercise]


class Grid(TypedDict):
    """Everybody, by the steps of a lesson."""

    t: Literal["grid"]
    n: int
    now: int
    lesson: str
    steps: list[StepHead]
    rows: list[GridRow]


class GridChange(TypedDict):
    """Rows to set by id, ids to drop.  Changes that wait are merged."""

    t: Literal["grid.change"]
    n: int
    now: int
    delta: GridDelta


class Summary(TypedDict):
    """The class in numbers: how many are there, how many of them idle, stuck, with a hand up, done
    with the shown lesson, and how many have Pods in which state."""

    t: Literal["summary"]
    n: int
    members: int
    present: int
    idle: int
    stuck: int
    hands: int
    done: int
    reasons: list[ReasonCount]


class Reply(TypedDict):
    """The answer to a message with an ``id``."""

    t: Literal["reply"]
    n: int
    id: int
    ok: bool
    member: NotRequired[MemberDetail]
    look: NotRequired[LookRow]
    help: NotRequired[list[HelpLine]]
    exercise: NotRequired[int]
    results: NotRequired[ResultTable]
    reached: NotRequired[int]
    failed: NotRequired[int]


class Refused(TypedDict):
    """A message that was not carried out, as on the page: ``not-allowed``, ``unknown-member``,
    ``not-there`` (the learner is away), ``bad-fault`` …"""

    t: Literal["refused"]
    n: int
    id: NotRequired[int]
    code: str
    params: dict[str, Any]
    text: str


ServerMessage = Welcome | ClassShown | Grid | GridChange | Summary | Reply | Refused
