"""What the messages of the page's socket carry: things of the picture, facts, steps of lessons.

``static/src/net/protocol.ts`` is generated from this file too.  Not here: the messages
(``workbench.protocol``).
"""

from typing import Literal, NotRequired, TypedDict

# --- what a thing in the picture is -----------------------------------------------------------


class ContainerItem(TypedDict):
    """One container of a Pod.  ``role`` pause, init, sidecar, app or ephemeral; ``state`` waiting,
    running or terminated; ``reason`` as Kubernetes words it ('' if none)."""

    name: str
    role: str
    image: str
    state: str
    reason: str
    ready: bool
    restarts: int
    exitCode: NotRequired[int]
    ports: NotRequired[list[int]]


class Item(TypedDict):
    """One object of the cluster as the picture draws it.  ``id`` is its uid, ``owner`` the uid of
    its controller ('' if none), ``status`` the word that kubectl shows."""

    id: str
    kind: str
    resource: str
    namespace: str
    name: str
    created: int
    deleting: bool
    owner: str
    status: str
    labels: dict[str, str]
    node: NotRequired[str]
    ip: NotRequired[str]
    ready: NotRequired[bool]
    phase: NotRequired[str]
    reason: NotRequired[str]
    restarts: NotRequired[int]
    containers: NotRequired[list[ContainerItem]]
    replicas: NotRequired[int]
    readyReplicas: NotRequired[int]
    desired: NotRequired[int]
    roles: NotRequired[list[str]]
    taints: NotRequired[list[str]]
    capacity: NotRequired[dict[str, str]]
    type: NotRequired[str]
    clusterIP: NotRequired[str]
    ports: NotRequired[list[str]]
    selector: NotRequired[dict[str, str]]


class PictureDelta(TypedDict):
    """What changed: items to set by id, ids to drop."""

    set: list[Item]
    drop: list[str]


class EventRow(TypedDict):
    """One Kubernetes Event about an object; ``id`` is its own uid."""

    id: str
    time: int
    type: str
    reason: str
    message: str
    source: str
    count: int


class TimelineRow(TypedDict):
    """One change in an object's life: what it became, who wrote it, and the causes behind, newest
    first, as (component, action, subject)."""

    time: int
    revision: int
    status: str
    component: str
    causes: list[list[str]]


class WhyObject(TypedDict):
    """An object that an answer names; ``id`` is '' when there is no such object."""

    id: str
    kind: str
    resource: str
    namespace: str
    name: str


class WhyNode(TypedDict):
    """What a decision of the scheduler said of one node: the filter (``plugin``) that refused it
    with its reasons, or its scores and their sum."""

    node: str
    plugin: str
    reasons: list[str]
    total: int
    scores: dict[str, int]
    chosen: bool


class WhyFact(TypedDict):
    """One link of an answer to "why?", in the page's language; ``time`` is 0 where no moment is
    recorded."""

    code: str
    text: str
    time: int
    objects: list[WhyObject]
    nodes: NotRequired[list[WhyNode]]


class HistoryRow(TypedDict):
    """One thing that was done to the cluster; ``what`` run, input, file, request, fault or other,
    ``words`` what it was, as far as it is short, ``begins`` when the line's first key was hit."""

    time: int
    begins: int
    what: str
    words: str


class HistoryBranch(TypedDict):
    """A branch of the cluster's life: from where it left ``parent`` ('' for the first) to how far
    it got."""

    name: str
    parent: str
    begins: int
    ends: int
    current: bool
    title: str


class AbsentRow(TypedDict):
    """Something that is not there; ``question`` asks why.  ``code`` missing (``number`` things of
    a kind that an object waits for, or one that it names) or gone; ``owner`` whose it would be."""

    question: str
    code: str
    kind: str
    namespace: str
    name: str
    number: int
    owner: str
    ownerKind: str
    time: int


class ComparedSide(TypedDict):
    """One of two moments: how much there is."""

    time: int
    objects: int
    pods: int
    ready: int


class ComparedField(TypedDict):
    """A field with its two values, '' where it is not set."""

    path: str
    left: str
    right: str


class ComparedObject(TypedDict):
    """An object that differs: ``code`` left, right (there alone) or both; ``left`` and ``right``
    are its words of status."""

    code: str
    kind: str
    resource: str
    namespace: str
    name: str
    left: str
    right: str
    fields: list[ComparedField]


class ComparedEvent(TypedDict):
    """An Event that only one side has."""

    side: str
    time: int
    type: str
    reason: str
    message: str
    kind: str
    name: str


class Comparison(TypedDict):
    """Two moments side by side."""

    left: ComparedSide
    right: ComparedSide
    objects: list[ComparedObject]
    events: list[ComparedEvent]


class History(TypedDict):
    """The cluster's life for the timeline: the commands on the present branch, all branches."""

    start: int
    now: int
    rows: list[HistoryRow]
    branches: list[HistoryBranch]


class FileEntry(TypedDict):
    """A file of the machine; ``type`` file or directory."""

    path: str
    type: str
    size: int
    mtime: int


class Clock(TypedDict):
    """``now`` virtual time; ``speed`` 0.25 to 20; a paused clock stands."""

    now: int
    paused: bool
    speed: float


class Problem(TypedDict):
    """Something wrong with a text: a fact in words of the API server (English) and where."""

    message: str
    line: int
    column: int


class CheckState(TypedDict):
    """One check of a step: green or not, what is still missing in the learner's language, and the
    API's own English text behind it if there is one.  ``about`` is the question (``why``) that
    tells what made it so: resource/namespace/name, '' if it is about no object."""

    id: str
    passed: bool
    text: str
    missing: str
    detail: str
    about: str


class QuestionState(TypedDict):
    """A question of a step.  ``chosen`` is the answer given, -1 if none, ``reply`` what is said to
    it; a prediction is passed by any answer: the cluster shows who was right (``right``)."""

    id: str
    text: str
    choices: list[str]
    chosen: int
    passed: bool
    prediction: bool
    right: bool
    reply: str


class StepState(TypedDict):
    """One step of a lesson, text rendered as HTML from the lesson's Markdown (never from a
    learner's input).  ``hints`` are those already shown, ``hintsLeft`` how many more there are;
    ``notes`` answer misconceptions that were met."""

    id: str
    title: str
    html: str
    done: bool
    checks: list[CheckState]
    questions: list[QuestionState]
    notes: list[str]
    hints: list[str]
    hintsLeft: int
    optional: bool


class JudgedBranch(TypedDict):
    """The branch that checks judge, counted from 1 in the order of their making, and the virtual
    time at which it begins (0: with the cluster)."""

    number: int
    begins: int


class ExamMark(TypedDict):
    """What one check of an exam brought: ``missing`` is what was not there, '' if nothing."""

    step: str
    check: str
    points: int
    mostPoints: int
    missing: str
    detail: str


class ExamState(TypedDict):
    """A timed exam.  ``deadline`` and ``now`` are the server's wall clock in milliseconds since the
    epoch; ``clock`` and ``rewind`` say whether the cluster's time may be stopped and turned back;
    ``end`` is submitted or bell.  It was judged at virtual time ``endTime``, after the
    journal's row ``endSequence``."""

    state: Literal["ready", "running", "over"]
    minutes: int
    clock: bool
    rewind: bool
    deadline: int
    now: int
    end: str
    marks: list[ExamMark]
    endTime: int
    endSequence: int


class LessonState(TypedDict):
    """The lesson that is open, in the chosen language."""

    name: str
    number: int
    title: str
    html: str
    steps: list[StepState]
    done: bool
    points: int
    mostPoints: int
    branch: JudgedBranch
    exam: NotRequired[ExamState]


class Topic(TypedDict):
    """A part of the course."""

    id: str
    title: str


class LessonEntry(TypedDict):
    """A lesson of the course: ``progress`` is the share of checks that are green, 0 to 1; ``done``
    holds once it was finished, ``points`` are the best attempt's.  ``needs`` are the names of
    lessons that should come before it."""

    name: str
    number: int
    title: str
    summary: str
    done: bool
    progress: float
    topic: str
    needs: list[str]
    kind: Literal["lesson", "exercise", "exam"]
    minutes: int
    points: int
    mostPoints: int


class AttemptEventRow(TypedDict):
    """Something that happened in an attempt: kind check, hint, answer or misconception; ``time`` is
    virtual, ``at`` the wall clock in milliseconds."""

    kind: str
    step: str
    text: str
    time: int
    at: int


class AttemptRow(TypedDict):
    """One try at a lesson; times are the wall clock in milliseconds, 0 for not yet.  ``end`` is '',
    done, reset, submitted or bell."""

    lesson: str
    title: str
    exam: bool
    started: int
    finished: int
    end: str
    points: int
    mostPoints: int
    events: list[AttemptEventRow]
