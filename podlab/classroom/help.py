"""Help by fork: a copy of the learner's cluster for the helper, and what comes back from it.

A hint is a text.  A change is a list of commands that the learner reads and accepts: files that
were written in the copy, programs that were run there.  Not here: consent (``classroom.looks``).
"""

import asyncio
import shlex
import uuid
from collections.abc import Sequence
from typing import Any

from channels.db import database_sync_to_async
from django.db import transaction
from django.utils import timezone

from podlab.classroom.classes import ClassRefused
from podlab.classroom.copies import clean_up
from podlab.classroom.models import Look, Membership, Proposal
from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused
from podlab.engine.queries import NoSuchFile, command_outcome, list_files, read_file
from podlab.hosting.registry import Registry, TooManyClusters, UnknownCluster
from podlab.hosting.session import Crashed, Session
from podlab.workbench.api import ClusterRecord
from podlab.workbench.copies import copy_now

Command = dict[str, Any]

MAX_TEXT = 4_000
MAX_LINES = 60
MAX_FILE = 64_000
WAIT_SECONDS = 20.0
"""How long an accepted change may take, in wall time, before it counts as failed."""
_PROGRAMS = frozenset({"kubectl", "rm", "mv", "cp", "mkdir", "chmod", "docker", "crictl", "ctr"})
_READING = frozenset(
    {
        "get",
        "describe",
        "logs",
        "explain",
        "diff",
        "top",
        "api-resources",
        "api-versions",
        "version",
        "cluster-info",
        "wait",
        "events",
        "attach",
        "edit",
        "port-forward",
        "auth",
        "config",
        "options",
        "help",
        "completion",
    }
)
"""kubectl's verbs that change nothing, or ask somebody."""


async def make_copy(registry: Registry, look: Look, owner: uuid.UUID) -> ClusterRecord:
    """The helper's copy of the cluster that an allowed look is at; made once, its clock runs."""
    if look.copy is not None:
        return look.copy
    name = await copy_now(registry, look.cluster, owner, f"help:{look.id}", running=True)
    copy: ClusterRecord = await database_sync_to_async(_keep_copy)(look, name)
    await clean_up(registry, owner)
    return copy


def _keep_copy(look: Look, name: str) -> ClusterRecord:
    look.copy = ClusterRecord.objects.get(name=name)
    look.save(update_fields=["copy"])
    return look.copy


# --- what was done in a copy --------------------------------------------------------------------


def done_in(cluster: Cluster, since: int) -> list[Command]:
    """What was done in a copy since it was made: files first, then programs, as commands."""
    return (_files(cluster, since) + _programs(cluster, since))[:MAX_LINES]


def _files(cluster: Cluster, since: int) -> list[Command]:
    found = []
    for entry in list_files(cluster):
        if entry["type"] != "file" or entry["mtime"] <= since or entry["size"] > MAX_FILE:
            continue
        try:
            text = read_file(cluster, entry["path"])
        except NoSuchFile:
            continue
        found.append({"do": "file.write", "path": entry["path"], "text": text})
    return found


def _programs(cluster: Cluster, since: int) -> list[Command]:
    rows = cluster.machine.state.executions.rows
    return [
        {"do": "run", "argv": list(row.argv)}
        for row in rows
        if row.time > since and row.status == 0 and _changes_something(row.argv)
    ]


def _changes_something(argv: Sequence[str]) -> bool:
    """Whether a program is one that changes a cluster and can be run again as it was."""
    name = argv[0].rpartition("/")[2] if argv else ""
    if name not in _PROGRAMS:
        return False
    if name != "kubectl":
        return True
    verbs = [word for word in argv[1:] if not word.startswith("-")]
    asks = any(word in ("-", "-f-", "--filename=-", "-it", "-ti") for word in argv[1:])
    return bool(verbs) and verbs[0] not in _READING and not asks


def line_of(number: int, command: Command) -> dict[str, Any]:
    """``HelpLine``."""
    if command["do"] == "file.write":
        return {"number": number, "kind": "file", "text": command["path"]}
    return {"number": number, "kind": "run", "text": shlex.join(command["argv"])}


# --- sending ------------------------------------------------------------------------------------


def send_hint(by: Membership, member: Membership, text: str) -> Proposal:
    """A hint to a learner."""
    return _send(by, member, _text(text, needed=True), [], "")


def send_change(by: Membership, look: Look, text: str, commands: list[Command]) -> Proposal:
    """A change to the learner whose cluster was copied."""
    if not commands:
        raise ClassRefused("nothing-chosen")
    return _send(by, look.member, _text(text), commands, look.cluster)


def _text(text: str, *, needed: bool = False) -> str:
    if len(text) > MAX_TEXT or (needed and not text.strip()):
        raise ClassRefused("bad-text", limit=MAX_TEXT)
    return text


def _send(
    by: Membership, member: Membership, text: str, commands: list[Command], cluster: str
) -> Proposal:
    return Proposal.objects.create(
        member=member,
        by=by,
        by_name=by.name,
        kind="change" if commands else "hint",
        text=text,
        commands=commands,
        cluster=cluster,
    )


# --- answering ----------------------------------------------------------------------------------


async def answer(registry: Registry, learner: str, proposal: int, accept: bool) -> bool:
    """The learner takes or refuses help; a change that is taken is carried out on the cluster that
    it was made for.  Whether everything of it worked.

    Raises:
        ClassRefused: there is no such proposal for this learner, or it was answered.
    """
    found = await database_sync_to_async(_claim)(learner, proposal, accept)
    if not accept or not found.commands:
        return True
    try:
        async with registry.use(found.cluster) as session:
            done = await _carry_out(session, found.commands)
    except (UnknownCluster, TooManyClusters, Crashed, CommandRefused):
        done = False
    if not done:
        await database_sync_to_async(_settle)(found, "failed")
    return done


def _claim(learner: str, proposal: int, accept: bool) -> Proposal:
    with transaction.atomic():
        mine = Proposal.objects.select_for_update().filter(id=proposal, member__learner_id=learner)
        found = mine.first()
        if found is None:
            raise ClassRefused("unknown-proposal")
        if found.state != "sent":
            raise ClassRefused("proposal-over")
        _settle(found, "accepted" if accept else "refused")
        return found


def _settle(proposal: Proposal, state: str) -> None:
    proposal.state, proposal.answered = state, timezone.now()
    proposal.save(update_fields=["state", "answered"])


async def _carry_out(session: Session, commands: list[Command]) -> bool:
    """Files are written, then programs run one after another; the first that fails ends it."""
    for command in commands:
        result = await session.command({**command, "by": "class"})
        if command["do"] == "run" and not await _succeeded(session, result):
            return False
    return True


async def _succeeded(session: Session, token: str) -> bool:
    session.wake()
    for _ in range(int(WAIT_SECONDS / 0.1)):
        outcome = session.read(lambda cluster: command_outcome(cluster, token))
        if outcome is not None:
            return outcome[0] == 0
        await asyncio.sleep(0.1)
    return False
