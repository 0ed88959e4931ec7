"""Every message of the page's socket, in one place; ``static/src/net/protocol.ts`` is generated
from this file (``python -m podlab.workbench.typescript``).

One socket per page carries terminals, files, picture, lesson and clock.  Messages are JSON objects
with a type ``t``.  What the server sends is numbered (``n``); a page that comes back says the last
number it saw and gets what it missed, or, when that is no longer kept, everything afresh
(``welcome`` with ``fresh: true``).  Times are microseconds since the epoch, as integers.
Not here: the things that messages carry (``workbench.shapes``), what handles them
(``workbench.consumers``).
"""

from typing import Any, Literal, NotRequired, TypedDict

from podlab.workbench.class_protocol import ClassClientMessage, ClassServerMessage
from podlab.workbench.shapes import (
    AbsentRow,
    AttemptRow,
    Clock,
    Comparison,
    EventRow,
    FileEntry,
    History,
    Item,
    LessonEntry,
    LessonState,
    PictureDelta,
    Problem,
    StepState,
    TimelineRow,
    Topic,
    WhyFact,
)

# --- from the page ----------------------------------------------------------------------------


class Hello(TypedDict):
    """The first message.  ``seen`` is the last number seen of stream ``stream`` (0 and '' when
    new); ``lang`` is zh-hans or en."""

    t: Literal["hello"]
    stream: str
    seen: int
    lang: str


class Ack(TypedDict):
    """The page has everything up to number ``seen``: sent at least every 20 messages or second."""

    t: Literal["ack"]
    seen: int


class SetLanguage(TypedDict):
    t: Literal["lang"]
    lang: str


class TerminalOpen(TypedDict):
    """Open (or take up again) a terminal by its name, '1', '2', …: the answer is
    ``terminal.screen``."""

    t: Literal["terminal.open"]
    terminal: str
    columns: int
    rows: int


class TerminalInput(TypedDict):
    t: Literal["terminal.input"]
    terminal: str
    data: str


class TerminalResize(TypedDict):
    t: Literal["terminal.resize"]
    terminal: str
    columns: int
    rows: int


class TerminalClose(TypedDict):
    t: Literal["terminal.close"]
    terminal: str


class FileList(TypedDict):
    """Files below the home directory that the editor may offer; answered by ``reply``."""

    t: Literal["file.list"]
    id: int


class FileRead(TypedDict):
    t: Literal["file.read"]
    id: int
    path: str


class FileWrite(TypedDict):
    t: Literal["file.write"]
    id: int
    path: str
    text: str


class Validate(TypedDict):
    """Check a manifest without writing: a server-side dry run; answered with ``problems``."""

    t: Literal["validate"]
    id: int
    text: str


class Apply(TypedDict):
    """Save the file and apply it as ``kubectl apply -f`` does; answered with ``output`` and
    ``problems``."""

    t: Literal["apply"]
    id: int
    path: str
    text: str


class Diff(TypedDict):
    """What apply would change, as ``kubectl diff -f``; answered with ``output``."""

    t: Literal["diff"]
    id: int
    path: str
    text: str


class Inspect(TypedDict):
    """Everything about one thing of the picture; answered with ``yaml``, ``events``,
    ``timeline``."""

    t: Literal["inspect"]
    id: int
    item: str


class Why(TypedDict):
    """Why is it so?  ``item`` is a uid, or ``resource/namespace/name`` of something that may be
    missing; ``#`` and a JSON pointer behind it asks about a field, ``!pods`` about what it has not
    (see ``absent``).  Answered with ``why``."""

    t: Literal["why"]
    id: int
    item: str


class ClockPause(TypedDict):
    t: Literal["clock.pause"]


class ClockResume(TypedDict):
    t: Literal["clock.resume"]


class ClockStep(TypedDict):
    """Run up to the next thing that happens."""

    t: Literal["clock.step"]


class ClockSpeed(TypedDict):
    t: Literal["clock.speed"]
    speed: float


class ClockRewind(TypedDict):
    """Go back to a moment of the past: a new branch goes on from there, and nothing of the old one
    is lost.  ``branch`` names another branch on which the moment lies, '' the present one."""

    t: Literal["clock.rewind"]
    id: int
    time: int
    branch: str


class ClockUndo(TypedDict):
    """Go back to before the last command."""

    t: Literal["clock.undo"]
    id: int


class AbsentAsk(TypedDict):
    """What is missing in the cluster, and what is gone; answered with ``absent``."""

    t: Literal["absent"]
    id: int


class Compare(TypedDict):
    """Two moments side by side, each of any branch ('' the present one); answered with
    ``comparison``."""

    t: Literal["compare"]
    id: int
    leftTime: int
    leftBranch: str
    rightTime: int
    rightBranch: str


class ShareMoment(TypedDict):
    """A link by which another person opens a moment as a copy; answered with ``text``, its path."""

    t: Literal["moment.share"]
    id: int
    time: int
    branch: str


class NameBranch(TypedDict):
    """Call a branch ('' the present one) by a name."""

    t: Literal["branch.name"]
    id: int
    branch: str
    title: str


class HistoryAsk(TypedDict):
    """The cluster's life so far; answered with ``history``."""

    t: Literal["history"]
    id: int


class LessonOpen(TypedDict):
    t: Literal["lesson.open"]
    name: str


class LessonReset(TypedDict):
    """Begin the open lesson again from its own start state."""

    t: Literal["lesson.reset"]


class LessonHint(TypedDict):
    """Show the next hint of a step."""

    t: Literal["lesson.hint"]
    step: str


class LessonAnswer(TypedDict):
    """Answer a question of a step with the number of a choice, from 0."""

    t: Literal["lesson.answer"]
    step: str
    question: str
    choice: int


class LessonBegin(TypedDict):
    """Begin the open exam: its time runs from now, on a new cluster."""

    t: Literal["lesson.begin"]


class LessonSubmit(TypedDict):
    """Hand the running exam in: it is judged as it stands."""

    t: Literal["lesson.submit"]


class LessonAttempts(TypedDict):
    """The learner's attempts at a lesson, '' at all; answered with ``attempts``."""

    t: Literal["lesson.attempts"]
    id: int
    lesson: str


ClientMessage = (
    Hello
    | Ack
    | SetLanguage
    | TerminalOpen
    | TerminalInput
    | TerminalResize
    | TerminalClose
    | FileList
    | FileRead
    | FileWrite
    | Validate
    | Apply
    | Diff
    | Inspect
    | Why
    | ClockPause
    | ClockResume
    | ClockStep
    | ClockSpeed
    | ClockRewind
    | ClockUndo
    | HistoryAsk
    | AbsentAsk
    | Compare
    | ShareMoment
    | NameBranch
    | LessonOpen
    | LessonReset
    | LessonHint
    | LessonAnswer
    | LessonBegin
    | LessonSubmit
    | LessonAttempts
    | ClassClientMessage
)

# --- from the server --------------------------------------------------------------------------


class Welcome(TypedDict):
    """The answer to hello.  With ``fresh`` the page forgets what it had: picture, clock, lessons
    and the screens of the terminals follow."""

    t: Literal["welcome"]
    n: int
    stream: str
    fresh: bool
    cluster: str
    purpose: str
    kubernetesUrl: str
    terminals: list[str]
    lang: str


class Picture(TypedDict):
    """The whole picture."""

    t: Literal["picture"]
    n: int
    items: list[Item]


class PictureChange(TypedDict):
    t: Literal["picture.change"]
    n: int
    time: int
    delta: PictureDelta


class TerminalScreen(TypedDict):
    """What the terminal has shown, to be written into an empty one; who only looks on is told its
    size, too."""

    t: Literal["terminal.screen"]
    n: int
    terminal: str
    data: str
    columns: NotRequired[int]
    rows: NotRequired[int]


class TerminalOutput(TypedDict):
    t: Literal["terminal.output"]
    n: int
    terminal: str
    data: str


class ClockState(TypedDict):
    t: Literal["clock"]
    n: int
    clock: Clock


class FilesChanged(TypedDict):
    """Files of the editor that changed under it (written in a terminal, say)."""

    t: Literal["files.changed"]
    n: int
    paths: list[str]


class Lessons(TypedDict):
    """The course."""

    t: Literal["lessons"]
    n: int
    topics: list[Topic]
    lessons: list[LessonEntry]


class LessonShown(TypedDict):
    """The open lesson as a whole: after opening, reset, language switch."""

    t: Literal["lesson"]
    n: int
    lesson: LessonState


class LessonPreview(TypedDict):
    """An author's folder after a change: what is wrong with it, and whether it has been played."""

    t: Literal["lesson.preview"]
    n: int
    name: str
    mistakes: list[str]
    proved: bool


class LessonChecks(TypedDict):
    """Steps of the open lesson whose checks, hints or state changed."""

    t: Literal["lesson.checks"]
    n: int
    steps: list[StepState]
    done: bool
    points: int
    mostPoints: int


class Reply(TypedDict):
    """The answer to a message with an ``id``."""

    t: Literal["reply"]
    n: int
    id: int
    ok: bool
    text: NotRequired[str]
    output: NotRequired[str]
    yaml: NotRequired[str]
    files: NotRequired[list[FileEntry]]
    problems: NotRequired[list[Problem]]
    events: NotRequired[list[EventRow]]
    timeline: NotRequired[list[TimelineRow]]
    why: NotRequired[list[WhyFact]]
    history: NotRequired[History]
    absent: NotRequired[list[AbsentRow]]
    comparison: NotRequired[Comparison]
    attempts: NotRequired[list[AttemptRow]]


class Refused(TypedDict):
    """A message that was not carried out: ``code`` names the fact (``bad-message``, ``too-large``,
    ``too-fast``, ``unknown-lesson``, ``no-such-file``, ``crashed`` …), ``params`` its data; words
    are chosen by the page.  ``text`` is the real English text where there is one."""

    t: Literal["refused"]
    n: int
    id: NotRequired[int]
    code: str
    params: dict[str, Any]
    text: str


ServerMessage = (
    Welcome
    | Picture
    | PictureChange
    | TerminalScreen
    | TerminalOutput
    | ClockState
    | FilesChanged
    | Lessons
    | LessonShown
    | LessonChecks
    | LessonPreview
    | Reply
    | Refused
    | ClassServerMessage
)
