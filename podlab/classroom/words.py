"""The words of refusals on the classroom's pages.  Sockets send codes; their page has the words."""

from django.utils.translation import gettext as _

from podlab.classroom.classes import ClassRefused
from podlab.classroom.roster import LineError


def refusal(error: ClassRefused) -> str:
    """Why something cannot be done, in the reader's language."""
    words = {
        "class-closed": _("This class lets nobody in any more."),
        "needs-account": _("This needs an account."),
        "class-full": _("This class is full."),
        "too-many-classes": _("You have too many running classes: end one first."),
        "too-many-groups": _("This class has too many groups."),
        "too-many-exercises": _("This class has too many open exercises: collect one first."),
        "unknown-code": _("No class has this code. Codes are read without spaces."),
        "unknown-member": _("There is no such member."),
        "unknown-role": _("There is no such role."),
        "unknown-lesson": _("There is no such lesson."),
        "unknown-group": _("There is no such group."),
        "group-exists": _("Another group has this name."),
        "group-has-exercises": _(
            "This group has had exercises: it stays, for their results would go with it."
        ),
        "no-exam": _("This lesson is no exam."),
        "bad-dates": _("It must be due after it opens."),
        "last-instructor": _("A class needs an instructor: make somebody else one first."),
        "needs-name": _("A name is needed."),
    }
    return words.get(error.code, error.code)


def column(name: str) -> str:
    """A column of a roster."""
    words = {"name": _("Name"), "email": _("E-mail"), "number": _("Number"), "group": _("Group")}
    return words.get(name, name)


def roster_line(error: LineError) -> str:
    """What is wrong with a line of a roster."""
    words = {
        "empty": _("There is nobody in this file."),
        "needs-name": _("The name is missing."),
        "bad-email": _("This is no e-mail address."),
        "too-long": _("This is too long."),
        "bad-characters": _("This has characters that cannot be shown."),
        "twice": _("This person is there twice."),
        "too-many": _("There are too many people."),
        "too-many-columns": _("There are more columns than headings."),
        "bad-csv": _("A quotation mark is not closed."),
        "not-text": _("This file is no text."),
        "too-large": _("This file is too large."),
    }
    return words.get(error.code, error.code)
