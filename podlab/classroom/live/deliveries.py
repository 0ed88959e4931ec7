"""Notices that do something to clusters: files and faults, carried out as journalled commands.

A notice and its deliveries are in the database before anything is done; what was not carried out
when the process ended is carried out at the learner's next visit (files) or never (faults are for
who is there).  Not here: who may send (``classroom.permissions``).
"""

import asyncio
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction

from podlab.classroom.classes import ClassRefused
from podlab.classroom.groups import addressed
from podlab.classroom.live.facts import for_group
from podlab.classroom.live.live import LiveClass
from podlab.classroom.models import Delivery, Membership, Notice
from podlab.classroom.permissions import Role
from podlab.engine.commands import CommandRefused
from podlab.hosting.session import Crashed, Session

MAX_TEXT = 4_000
MAX_FILE = 64_000
FOLDER = "/root/"


def send_message(sender: Membership, group: int, text: str) -> Notice:
    """A message to the class or a group."""
    if not text.strip() or len(text) > MAX_TEXT:
        raise ClassRefused("bad-text", limit=MAX_TEXT)
    return _notice(sender, group, "message", text)


def _notice(sender: Membership, group: int, kind: str, text: str, body: str = "") -> Notice:
    return Notice.objects.create(
        classroom_id=sender.classroom_id,
        sender=sender,
        group=addressed(sender, group),
        kind=kind,
        text=text,
        body=body,
    )


def prepare_file(sender: Membership, group: int, path: str, text: str) -> Notice:
    """A file for every learner of the class or a group: kept, to be delivered."""
    if len(text.encode()) > MAX_FILE:
        raise ClassRefused("too-large", limit=MAX_FILE)
    if not path.startswith(FOLDER) or ".." in path.split("/") or not path.isprintable():
        raise ClassRefused("bad-path", folder=FOLDER)
    with transaction.atomic():
        notice = _notice(sender, group, "file", path, text)
        _deliver_to(notice, _learners(sender, notice.group_id))
        return notice


def prepare_fault(sender: Membership, group: int, words: list[str], present: list[int]) -> Notice:
    """A fault for the learners who are there."""
    if not words:
        raise ClassRefused("bad-fault")
    with transaction.atomic():
        notice = _notice(sender, group, "fault", " ".join(words)[:MAX_TEXT])
        there = [one for one in _learners(sender, notice.group_id) if one.id in present]
        _deliver_to(notice, there)
        return notice


def _learners(sender: Membership, group: int | None) -> list[Membership]:
    learners = Membership.objects.filter(classroom_id=sender.classroom_id, role=Role.LEARNER)
    return for_group(group, learners)


def _deliver_to(notice: Notice, members: list[Membership]) -> None:
    Delivery.objects.bulk_create([Delivery(notice=notice, member=one) for one in members])


async def deliver(live: LiveClass, notice: Notice, command: dict[str, Any]) -> tuple[int, int]:
    """Carry a notice out at everybody who is there: how many it reached, and how many refused."""
    waiting = await database_sync_to_async(_waiting)(notice)
    there = [
        (delivery, seat.place.session)
        for delivery, member in waiting
        if (seat := live.seats.get(member)) is not None
    ]
    # All at once, so that the journal writes them together.
    worked = await asyncio.gather(*(_carry_out(session, command) for _, session in there))
    done = [
        (delivery, "done" if good else "failed", session.name)
        for (delivery, session), good in zip(there, worked)
    ]
    await database_sync_to_async(_settle)(done)
    return sum(worked), len(worked) - sum(worked)


async def deliver_waiting(member: int, session: Session) -> None:
    """Give a learner who comes the files that they were sent meanwhile."""
    files = await database_sync_to_async(_files_for)(member)
    done = []
    for delivery, path, text in files:
        command = {"do": "file.write", "path": path, "text": text}
        state = "done" if await _carry_out(session, command) else "failed"
        done.append((delivery, state, session.name))
    if done:
        await database_sync_to_async(_settle)(done)


async def _carry_out(session: Session, command: dict[str, Any]) -> bool:
    try:
        await session.command({**command, "by": "class"})
    except (CommandRefused, Crashed):
        return False
    return True


def _waiting(notice: Notice) -> list[tuple[int, int]]:
    mine = Delivery.objects.filter(notice=notice, state="waiting")
    return list(mine.order_by("id").values_list("id", "member_id"))


def _files_for(member: int) -> list[tuple[int, str, str]]:
    mine = Delivery.objects.filter(member_id=member, state="waiting", notice__kind="file")
    return list(mine.order_by("id").values_list("id", "notice__text", "notice__body")[:20])


def _settle(done: list[tuple[int, str, str]]) -> None:
    with transaction.atomic():
        for delivery, state, cluster in done:
            Delivery.objects.filter(id=delivery).update(state=state, cluster=cluster)
