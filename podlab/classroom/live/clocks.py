"""Clocks that a class holds: what a hold asks of a cluster, what giving it back restores.

What the learner had set themselves is read from the cluster's journal, where each command of the
class is signed: it is known after a restart, too.  Not here: whether a class holds clocks
(``classroom.facts``), carrying commands out (``classroom.extension``).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from podlab.workbench.models import JournalRow

Command = dict[str, Any]

CLASS = "class"
"""Who signs the commands of a class."""
_FLOW = ("clock.pause", "clock.resume", "clock.step")
"""What lets time go on or stops it; a step stops it."""


def held(hold: str, speed: float, *, paused: bool) -> list[Command]:
    """The commands that make a clock what a class wants."""
    if hold == "paused":
        return [] if paused else [_signed("clock.pause")]
    commands = [_signed("clock.speed", speed=speed)]
    return [*commands, _signed("clock.resume")] if paused else commands


def given_back(cluster: str) -> list[Command]:
    """The commands that make a clock its learner's again; none if the class left nothing behind
    (a database read)."""
    return [*_undone(cluster, ("clock.speed",), _own_speed), *_undone(cluster, _FLOW, _own_flow)]


def _own_speed(own: Command) -> Command:
    return _signed("clock.speed", speed=own.get("speed", 1.0))


def _own_flow(own: Command) -> Command:
    runs = own.get("do", "clock.resume") == "clock.resume"
    return _signed("clock.resume" if runs else "clock.pause")


def _undone(
    cluster: str, kinds: tuple[str, ...], wanted_by: Callable[[Command], Command]
) -> list[Command]:
    """What undoes the last command of these kinds, if it was the class's."""
    rows = JournalRow.objects.filter(cluster_id=cluster, command__do__in=kinds)
    commands = rows.order_by("-sequence").values_list("command", flat=True)
    last = commands.first()
    if last is None or last.get("by") != CLASS:
        return []
    own = commands.filter(Q(command__by__isnull=True) | ~Q(command__by=CLASS))
    wanted = wanted_by(own.first() or {})
    return [wanted] if wanted != last else []


def _signed(do: str, **fields: Any) -> Command:
    return {"do": do, **fields, "by": CLASS}
