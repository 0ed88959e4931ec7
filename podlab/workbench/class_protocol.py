"""The classroom's messages on the learner's page: what a class tells its learners and hears.

They travel on the page's own socket, as terminals and lessons do.  What a class is to a learner
fits into one small message, which is always sent whole.  Not here: the instructor's dashboard
(``classroom.protocol``), or who may do what (``classroom.permissions``).
"""

from typing import Literal, NotRequired, TypedDict

# --- what the messages carry ------------------------------------------------------------------


class ClassExercise(TypedDict):
    """Work that a class has handed out.  ``kind`` lesson or exam; times are milliseconds since the
    epoch, 0 where there is none; ``over`` once it was collected."""

    id: int
    lesson: str
    kind: str
    title: str
    handedOut: int
    due: int
    over: bool


class ClassLook(TypedDict):
    """Somebody who looks into the learner's cluster or asks to.  ``kind`` view (they see it, live,
    and can change nothing) or copy (they work in a copy); ``state`` asked, allowed, refused or
    ended; ``asked`` and ``ended`` milliseconds since the epoch."""

    id: int
    by: str
    kind: str
    state: str
    asked: int
    ended: int


class ClassProposal(TypedDict):
    """Help that was sent.  A hint has a text only; a change also ``steps``: what will be carried
    out if the learner accepts it, as they may read it first.  ``state`` sent, accepted, refused or
    failed."""

    id: int
    by: str
    kind: str
    text: str
    steps: list[str]
    state: str
    sent: int


class ClassNotice(TypedDict):
    """Something that the class was told or given.  ``kind`` message, file, exercise or fault;
    ``text`` the message, the file's path, the exercise's title or the fault's words."""

    id: int
    by: str
    kind: str
    text: str
    sent: int


class ClassRoom(TypedDict):
    """One class as a learner in it sees it.  ``hold`` is '' (everybody's own clock), paused or
    speed (at ``speed``); ``watchers`` are the names of those who may look, ``consent`` ask or tell
    (they are asked before somebody looks, or told when somebody does)."""

    id: str
    name: str
    me: str
    role: str
    hand: bool
    hold: str
    speed: float
    consent: str
    watchers: list[str]
    exercises: list[ClassExercise]
    looks: list[ClassLook]
    proposals: list[ClassProposal]
    notices: list[ClassNotice]


# --- from the page ----------------------------------------------------------------------------


class ClassHand(TypedDict):
    """Raise or lower one's hand in a class."""

    t: Literal["class.hand"]
    room: str
    up: bool


class ClassLookAnswer(TypedDict):
    """Allow a look, refuse it, or end one that is on (``allow`` false)."""

    t: Literal["class.look"]
    look: int
    allow: bool


class ClassProposalAnswer(TypedDict):
    """Take or refuse help; a change that is taken is carried out; answered by ``reply``."""

    t: Literal["class.proposal"]
    id: int
    proposal: int
    accept: bool


class ClassNoticeSeen(TypedDict):
    """The learner has read everything up to a notice."""

    t: Literal["class.seen"]
    room: str
    notice: int


ClassClientMessage = ClassHand | ClassLookAnswer | ClassProposalAnswer | ClassNoticeSeen

# --- from the server --------------------------------------------------------------------------


class ClassState(TypedDict):
    """The learner's classes: sent after opening and whenever something of it changes, whole."""

    t: Literal["class"]
    n: int
    now: int
    rooms: list[ClassRoom]
    account: NotRequired[str]


ClassServerMessage = ClassState
