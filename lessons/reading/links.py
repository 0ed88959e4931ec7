"""Where the links of a lesson's text lead: other lessons, steps of this one, pages of the web.

``[…](#step)`` is a step of the same lesson, ``[…](../013_service_and_dns/)`` another lesson, with
``#step`` one of its steps, ``[…](https://…)`` a page.  Nothing else is a link.  Not here: finding
links in a text (``lessons.reading.texts``), showing them (``lessons.reading.markdown``).
"""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

from lessons.mistakes import Mistakes
from lessons.reading.texts import Link

LESSON = re.compile(r"^\.\./(?P<lesson>[^/#]+)/?(?:#(?P<step>[^/]+))?$")
_WEB = re.compile(r"^https://(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>/\S*)?$")

StepsOf = Callable[[str], list[str] | None]
"""The steps of a lesson by its folder's name; None if there is no such lesson."""


def check_links(
    links: Iterable[Link], own: list[str], names: Iterable[str], steps_of: StepsOf,
    mistakes: Mistakes,
) -> None:  # fmt: skip
    """Note the links that lead nowhere."""
    known = sorted(names)
    for link in links:
        other = LESSON.match(link.target)
        if link.target.startswith("#"):
            _step(link, link.target[1:], own, mistakes)
        elif other:
            steps = steps_of(other["lesson"])
            if steps is None:
                near = get_close_matches(other["lesson"], known, 1)
                mistakes.add(link.place, "link-to-no-lesson", target=link.target,
                             near=near[0] if near else "—")  # fmt: skip
            elif other["step"]:
                _step(link, other["step"], steps, mistakes)
        elif not _WEB.match(link.target):
            mistakes.add(link.place, "bad-link", target=link.target)


def _step(link: Link, step: str, steps: list[str], mistakes: Mistakes) -> None:
    if step not in steps:
        near = get_close_matches(step, steps, 1)
        mistakes.add(link.place, "link-to-no-step", target=link.target,
                     near=near[0] if near else ", ".join(steps))  # fmt: skip
