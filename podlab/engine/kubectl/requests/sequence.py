"""One object after the other: the requests of a command that is about several objects.

Here: the time between them, tries that are repeated, refusals that are collected.  Not here: what
is done with an object.  State: the objects in ``memory["queue"]``, the next one's place, how often
it was tried, and what went wrong so far, all plain data.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.kubectl.cli import timings
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Wait, until
from podlab.engine.objects.status import ApiError

Problem = ApiError | CommandError


class Again(Exception):
    """The object is to be tried once more, some milliseconds later."""

    def __init__(self, milliseconds: int) -> None:
        super().__init__(milliseconds)
        self.milliseconds = milliseconds


def begin(c: Context, infos: list[Info], problems: list[Problem]) -> None:
    """Remember the objects, and what went wrong before the first."""
    memory = c.memory
    memory["queue"] = [
        (info.kind.api_version, info.kind.kind, info.namespace, info.name, info.obj, info.source)
        for info in infos
    ]
    memory["place"] = memory["tries"] = memory["due"] = 0
    memory["problems"] = [_packed(problem) for problem in problems]


def begun(c: Context) -> bool:
    """Whether ``begin`` was called."""
    return "queue" in c.memory


def proceed(c: Context, act: Callable[[Info], Any]) -> Wait | None:
    """Go on until time must pass (the wait) or all is done (None)."""
    memory = c.memory
    each = timings.timing(c.line.node.path).each
    while memory["place"] < len(memory["queue"]):
        if c.p.now < memory["due"]:
            return until(memory["due"])
        version, kind, namespace, name, obj, source = memory["queue"][memory["place"]]
        info = Info(c.kinds.by_kind(version, kind), namespace, name, obj, source)
        try:
            act(info)
        except Again as again:
            memory["tries"] += 1
            memory["due"] = c.p.now + again.milliseconds * MILLISECOND
            continue
        except (ApiError, CommandError) as problem:
            memory["problems"].append(_packed(problem))
        memory["place"] += 1
        memory["tries"] = 0
        memory["due"] = c.p.now + each * MILLISECOND
    return None


def problems(c: Context) -> list[Problem]:
    """What went wrong."""
    return [
        ApiError(*row[1:]) if row[0] == "api" else CommandError(*row[1:])
        for row in c.memory["problems"]
    ]


def infos(c: Context) -> list[Info]:
    """The objects that the command was about."""
    return [
        Info(c.kinds.by_kind(version, kind), namespace, name, obj, source)
        for version, kind, namespace, name, obj, source in c.memory["queue"]
    ]


def _packed(problem: Problem) -> tuple[Any, ...]:
    if isinstance(problem, ApiError):
        return ("api", problem.code, problem.reason, problem.message, problem.details)
    return ("command", problem.message, problem.code, problem.prefix)
