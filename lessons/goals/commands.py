"""Goals about what was run in the terminal, and about files on machines."""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Observation


def _run(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    ways = wanted["any"]
    status = wanted.get("status")
    ended = [row for row in seen.executions() if row.status is not None]
    for row in ended:
        if status is not None and row.status != status:
            continue
        if any(has_words(row.argv, str(way).split()) for way in ways):
            return PASSED
    return missing("command-not-run", command=_told(str(ways[0])))


def has_words(argv: list[str], words: list[str]) -> bool:
    """Whether these words stand in a command in this order, others between them; the first is the
    program.  A word ``/text/`` need only be contained."""
    if not argv or argv[0].rpartition("/")[2] != words[0]:
        return False
    rest = iter(argv[1:])
    return all(any(_is(given, word) for given in rest) for word in words[1:])


def _is(given: str, word: str) -> bool:
    part = _part(word)
    return part in given if part else given == word


def _part(word: str) -> str:
    """What a word need only contain: text of ``/text/``; '' if it must be the whole word."""
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == "/" else ""


def _told(way: str) -> str:
    """A command as a learner reads it."""
    return " ".join(_part(word) or word for word in way.split())


def _file(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    text = seen.file(wanted.get("machine", ""), wanted["path"])
    if text is None:
        return missing("no-file", path=wanted["path"])
    if wanted.get("contains", "") not in text:
        return missing("file-lacks", path=wanted["path"], text=wanted["contains"])
    return PASSED


RUN = Goal(_run, {"any": are.list_of(are.command)}, {"status": are.EXIT_CODE})
"""One of these commands was run and has ended: words in order, others may stand between them."""

FILE = Goal(_file, {"path": are.path}, {"machine": are.node, "contains": are.text})
"""A file is there (and contains a text)."""
