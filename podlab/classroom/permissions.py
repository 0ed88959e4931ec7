"""Who may do what in a class: one table, used by every page and every message.

Here: roles, actions, the table.  Not here: who has which role (``classroom.selectors``), or a
learner's own consent to being looked at (``classroom.looks``).
"""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a class."""

    LEARNER = "learner"
    ASSISTANT = "assistant"
    INSTRUCTOR = "instructor"
    AUTHOR = "author"


ROLES = frozenset(role.value for role in Role)


class Action(StrEnum):
    """What can be done in a class."""

    TAKE_PART = "take-part"
    """See the class as a learner does, raise a hand, answer."""
    SEE_DASHBOARD = "see-dashboard"
    SEE_LEARNER = "see-learner"
    """Read a learner's results and, with consent, look into their cluster."""
    HELP = "help"
    """Work in a copy, send hints and proposals, lower a hand."""
    TELL = "tell"
    """Send messages and files to the class."""
    DISTURB = "disturb"
    """Put faults on learners' clusters."""
    HOLD = "hold"
    """Take the clocks of the class."""
    HAND_OUT = "hand-out"
    """Plan, hand out and collect exercises."""
    SEE_RESULTS = "see-results"
    EXPORT = "export"
    """Take results and the roster out of the server."""
    RUN_CLASS = "run-class"
    """Change the class: roster, roles, groups, settings, its end."""


_ASSISTANT = frozenset(
    {
        Action.TAKE_PART,
        Action.SEE_DASHBOARD,
        Action.SEE_LEARNER,
        Action.HELP,
        Action.TELL,
        Action.SEE_RESULTS,
    }
)

TABLE: dict[Role, frozenset[Action]] = {
    Role.LEARNER: frozenset({Action.TAKE_PART}),
    Role.ASSISTANT: _ASSISTANT,
    Role.INSTRUCTOR: frozenset(Action),
    Role.AUTHOR: frozenset({Action.TAKE_PART, Action.SEE_DASHBOARD, Action.HAND_OUT}),
}


def may(role: str | None, action: Action) -> bool:
    """Whether a role allows an action; nobody (None, or an unknown role) may do nothing."""
    if role is None or role not in ROLES:
        return False
    return action in TABLE[Role(role)]


def watchers() -> list[str]:
    """The roles whose holders may look at learners."""
    return [role.value for role in Role if Action.SEE_LEARNER in TABLE[role]]
