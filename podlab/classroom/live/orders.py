"""What a dashboard's messages do: one function each, in one table, with the action that it needs.

Each returns the fields of its reply.  Not here: whether somebody may (``classroom.dashboard``
asks the table before), or the shape of messages (``classroom.protocol``).
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from channels.db import database_sync_to_async

from podlab.classroom import assignments, classes, copies, help, results
from podlab.classroom.classes import ClassRefused
from podlab.classroom.live import deliveries, details, looks
from podlab.classroom.live.live import LiveClass
from podlab.classroom.live.rooms import Rooms
from podlab.classroom.live.telling import look_row
from podlab.classroom.models import Look, Membership
from podlab.classroom.permissions import Action
from podlab.engine.faults import FAULTS
from podlab.hosting.journal import NoSuchMoment
from podlab.hosting.registry import TooManyClusters, UnknownCluster
from podlab.workbench.copies import LATEST, copy_at

Message = dict[str, Any]


@dataclass(slots=True, frozen=True)
class Order:
    """Who orders what of which class."""

    rooms: Rooms
    live: LiveClass
    by: Membership
    language: str
    lesson: str

    def member(self, number: int) -> Membership:
        """A member of this class, and of no other.

        Raises:
            ClassRefused: there is none of that number.
        """
        found = self.live.facts.members.get(number)
        if found is None:
            raise ClassRefused("unknown-member")
        return found


async def _member(order: Order, message: Message) -> Message:
    member = order.member(message["member"])
    seat = order.live.seats.get(member.id)
    return {"member": await details.member_detail(member, seat, order.lesson, order.language)}


async def _hand(order: Order, message: Message) -> Message:
    await database_sync_to_async(classes.raise_hand)(order.member(message["member"]), False)
    return {}


async def _look(order: Order, message: Message) -> Message:
    member = order.member(message["member"])
    seat = order.live.seats.get(member.id)
    if seat is None:
        raise ClassRefused("not-there")
    ask = database_sync_to_async(looks.ask)
    look: Look = await ask(order.by, member, message["kind"], seat.place.session.name)
    return {"look": look_row(look)}


async def _look_end(order: Order, message: Message) -> Message:
    look = await _own_look(order, message["look"])
    await database_sync_to_async(looks.end)(look.id)
    await _clean_up(order)
    return {}


async def _clean_up(order: Order) -> None:
    if order.by.learner_id is not None:
        await copies.clean_up(order.rooms.registry, order.by.learner_id)


async def _own_look(order: Order, number: int) -> Look:
    look: Look | None = await database_sync_to_async(looks.by_member)(order.by.id, number)
    if look is None:
        raise ClassRefused("unknown-look")
    return look


async def _hint(order: Order, message: Message) -> Message:
    member = order.member(message["member"])
    await database_sync_to_async(help.send_hint)(order.by, member, message["text"])
    return {}


async def _done_in_copy(order: Order, number: int) -> tuple[Look, list[help.Command]]:
    look = await _own_look(order, number)
    if look.copy is None or look.kind != "copy":
        raise ClassRefused("no-copy")
    copy = look.copy
    async with order.rooms.registry.use(copy.name) as session:
        done = session.read(lambda cluster: help.done_in(cluster, copy.branch_time))
    return look, done


async def _help(order: Order, message: Message) -> Message:
    _, done = await _done_in_copy(order, message["look"])
    return {"help": [help.line_of(number, one) for number, one in enumerate(done)]}


async def _propose(order: Order, message: Message) -> Message:
    look, done = await _done_in_copy(order, message["look"])
    chosen = [one for number, one in enumerate(done) if number in set(message["lines"])]
    send = database_sync_to_async(help.send_change)
    await send(order.by, look, message["text"], chosen)
    return {}


async def _message(order: Order, message: Message) -> Message:
    send = database_sync_to_async(deliveries.send_message)
    await send(order.by, message["group"], message["text"])
    return {}


async def _file(order: Order, message: Message) -> Message:
    prepare = database_sync_to_async(deliveries.prepare_file)
    path, text = message["path"], message["text"]
    notice = await prepare(order.by, message["group"], path, text)
    command = {"do": "file.write", "path": path, "text": text}
    reached, failed = await deliveries.deliver(order.live, notice, command)
    return {"reached": reached, "failed": failed}


async def _fault(order: Order, message: Message) -> Message:
    words = message["words"]
    if not words or words[0] not in FAULTS or not FAULTS[words[0]].fits(len(words) - 1):
        raise ClassRefused("bad-fault", words=" ".join(words)[:200])
    prepare = database_sync_to_async(deliveries.prepare_fault)
    notice = await prepare(order.by, message["group"], words, list(order.live.seats))
    command = {"do": "fault", "fault": words}
    reached, failed = await deliveries.deliver(order.live, notice, command)
    return {"reached": reached, "failed": failed}


async def _hold(order: Order, message: Message) -> Message:
    hold = database_sync_to_async(classes.hold_clocks)
    await hold(order.live.facts.room, message["hold"], message["speed"])
    return {}


async def _hand_out(order: Order, message: Message) -> Message:
    hand_out = database_sync_to_async(assignments.hand_out_now)
    made = await hand_out(
        order.by, message["lesson"], message["kind"], message["group"], message["minutes"]
    )
    return {"exercise": made.id}


async def _collect(order: Order, message: Message) -> Message:
    await assignments.collect(order.rooms.registry, order.by.classroom_id, message["exercise"])
    return {}


async def _results(order: Order, message: Message) -> Message:
    table = database_sync_to_async(results.table)
    return {"results": await table(order.by.classroom_id, message["lesson"], order.language)}


async def _replay(order: Order, message: Message) -> Message:
    member = order.member(message["member"])
    cluster = message["cluster"]
    if not await database_sync_to_async(details.may_replay)(member, cluster):
        raise ClassRefused("unknown-cluster")
    if order.by.learner_id is None:
        raise ClassRefused("unknown-member")
    look: Look = await database_sync_to_async(looks.note_replay)(order.by, member, cluster)
    time = message["time"] or LATEST
    try:
        purpose = f"replay:{look.id}"
        name = await copy_at(order.rooms.registry, cluster, time, order.by.learner_id, purpose)
    except (NoSuchMoment, UnknownCluster, TooManyClusters) as error:
        raise ClassRefused("no-such-moment") from error
    look = await database_sync_to_async(looks.keep_copy)(look, name)
    await _clean_up(order)
    return {"look": look_row(look)}


Doing = Callable[[Order, Message], Awaitable[Message]]
ORDERS: dict[str, Doing] = {
    "dash.member": _member,
    "dash.hand": _hand,
    "dash.look": _look,
    "dash.look.end": _look_end,
    "dash.hint": _hint,
    "dash.help": _help,
    "dash.propose": _propose,
    "dash.message": _message,
    "dash.file": _file,
    "dash.fault": _fault,
    "dash.hold": _hold,
    "dash.handout": _hand_out,
    "dash.collect": _collect,
    "dash.results": _results,
    "dash.replay": _replay,
}

NEEDS: dict[str, Action] = {
    "lang": Action.SEE_DASHBOARD,
    "dash.show": Action.SEE_DASHBOARD,
    "dash.member": Action.SEE_LEARNER,
    "dash.hand": Action.HELP,
    "dash.look": Action.SEE_LEARNER,
    "dash.look.end": Action.SEE_LEARNER,
    "dash.hint": Action.HELP,
    "dash.help": Action.HELP,
    "dash.propose": Action.HELP,
    "dash.message": Action.TELL,
    "dash.file": Action.TELL,
    "dash.fault": Action.DISTURB,
    "dash.hold": Action.HOLD,
    "dash.handout": Action.HAND_OUT,
    "dash.collect": Action.HAND_OUT,
    "dash.results": Action.SEE_RESULTS,
    "dash.replay": Action.SEE_LEARNER,
}
"""What each message needs; hello and ack need what the socket itself does."""
