"""Branches of a cluster in the database: the tree of its lives, and the moments kept of each.

A branch is a ``ClusterRecord``: the present one has the cluster's name, those that were left have
names of their own, are archived and lose nothing.  A branch knows the one that it goes on from and
where; what happened before that is in the parent's journal.  Not here: replaying (``hosting``).
"""

from dataclasses import dataclass

from podlab.hosting.journal import (
    Birth,
    Branch,
    Fork,
    History,
    NoSuchMoment,
    Past,
    Position,
    Record,
    Row,
)
from podlab.hosting.moments import MAX_MOMENTS, most_dispensable
from podlab.workbench.models import ClusterRecord, JournalRow, Moment, Snapshot, new_cluster_name

MAX_BRANCHES = 64
MAX_ROWS = 5_000
MAX_TITLE = 60
FOREVER = 2**62
_COMMANDS = frozenset({"run", "request", "fault", "node", "file.write"})
"""What can be undone, beside a line that is typed in a terminal."""


@dataclass(slots=True)
class _Stretch:
    """A branch, and up to which position of it another line of life runs."""

    record: ClusterRecord
    sequence: int
    time: int


def keep_moment(cluster: str, at: Position, data: bytes) -> None:
    """Keep a snapshot in the series, and thin the series out: the older, the sparser."""
    Moment.objects.create(
        cluster_id=cluster, sequence=at.sequence, steps=at.steps, time=at.time, data=data
    )
    kept = list(Moment.objects.filter(cluster_id=cluster).order_by("steps", "id").only("time"))
    while len(kept) > MAX_MOMENTS:
        place = most_dispensable([moment.time for moment in kept])
        kept.pop(place).delete()


def past(cluster: str, time: int, line: str) -> Past:
    """See ``Journal.past``."""
    for stretch in _line(cluster, line):
        begins = max(stretch.record.branch_time, stretch.record.start)
        if time < begins:
            continue
        until = min(time, stretch.time)
        rows = JournalRow.objects.filter(
            cluster=stretch.record, sequence__lte=stretch.sequence, time__lte=until
        )
        last = rows.order_by("-sequence").values_list("sequence", flat=True).first()
        first = _first_sequence(stretch.record)
        return _past(stretch.record, first if last is None else last, until)
    raise NoSuchMoment(cluster)


def before_last_command(cluster: str) -> Past:
    """See ``Journal.before_last_command``."""
    for stretch in _line(cluster, ""):
        rows = JournalRow.objects.filter(
            cluster=stretch.record, sequence__lte=stretch.sequence
        ).order_by("-sequence")
        begun: JournalRow | None = None
        for row in rows[:MAX_ROWS]:
            if begun is not None and not _is_typing(begun, row):
                break
            if begun is not None or _is_command(row):
                begun = row
            if begun is not None and begun.command["do"] != "terminal.input":
                break
        if begun is not None:
            found = _past(stretch.record, begun.sequence - 1, begun.time)
            found.steps = begun.steps
            return found
    raise NoSuchMoment(cluster)


def from_birth(cluster: str) -> Record:
    """See ``Journal.from_birth``."""
    line = _line(cluster, "")
    present, root = line[0].record, line[-1].record
    if root.branch_time:  # a copy: what was before is in another cluster's journal
        raise NoSuchMoment(cluster)
    reached = Position(present.reached_sequence, present.reached_steps, present.reached_time)
    found = Record(Birth(present.spec, present.seed, present.start), reached=reached)
    found.paused, found.speed = present.paused, present.speed
    for stretch in reversed(line):
        turned = Moment.objects.filter(cluster=stretch.record).order_by("steps", "id").first()
        if stretch.record.branch_of_id and turned is not None:
            at = Position(turned.sequence, turned.steps, turned.time)
            found.rows.append(Row(at, {"do": "clock.pause"}))
        rows = JournalRow.objects.filter(cluster=stretch.record, sequence__lte=stretch.sequence)
        found.rows += [_row(row) for row in rows.order_by("sequence")]
    return found


def _is_command(row: JournalRow) -> bool:
    if row.command.get("start"):
        return False  # what made a lesson's start state was nobody's command
    do = row.command.get("do")
    return do in _COMMANDS or (do == "terminal.input" and "\r" in row.command.get("data", ""))


def _is_typing(begun: JournalRow, row: JournalRow) -> bool:
    """Whether a row before belongs to the same typed line."""
    mine = row.command.get("terminal") == begun.command.get("terminal")
    return row.command.get("do") == "terminal.input" and mine and not _is_command(row)


def fork(cluster: str, fork: Fork) -> None:
    """See ``Journal.fork``."""
    present = ClusterRecord.objects.get(name=cluster)
    left = _set_aside(present, fork)
    parent = left if fork.past.line == cluster else ClusterRecord.objects.get(name=fork.past.line)
    ClusterRecord.objects.filter(name=cluster).update(
        branch_of=parent,
        branch_sequence=fork.past.sequence,
        branch_time=fork.at.time,
        title="",
        reached_sequence=fork.at.sequence,
        reached_steps=fork.at.steps,
        reached_time=fork.at.time,
        paused=True,
    )
    Snapshot.objects.create(
        cluster_id=cluster, sequence=fork.at.sequence, steps=fork.at.steps, time=fork.at.time,
        data=fork.data,
    )  # fmt: skip
    keep_moment(cluster, fork.at, fork.data)


def _set_aside(present: ClusterRecord, fork: Fork) -> ClusterRecord:
    """Give all that the present branch has to a record of its own."""
    name = present.name
    at = fork.left_at
    left = ClusterRecord.objects.create(
        name=new_cluster_name(),
        learner=present.learner,
        purpose=present.purpose,
        archived=True,
        spec=present.spec,
        seed=present.seed,
        start=present.start,
        reached_sequence=at.sequence,
        reached_steps=at.steps,
        reached_time=at.time,
        branch_of=present.branch_of,
        branch_sequence=present.branch_sequence,
        branch_time=present.branch_time,
        left_by=name,
        title=present.title,
        paused=True,
        speed=present.speed,
    )
    JournalRow.objects.filter(cluster_id=name).update(cluster=left)
    Moment.objects.filter(cluster_id=name).update(cluster=left)
    Snapshot.objects.filter(cluster_id=name).delete()
    values = {"sequence": at.sequence, "steps": at.steps, "time": at.time}
    Snapshot.objects.create(cluster=left, data=fork.left, **values)
    ClusterRecord.objects.filter(branch_of_id=name).update(branch_of=left)
    return left


def name_branch(cluster: str, line: str, title: str) -> None:
    """See ``Journal.name_branch``."""
    record = _line(cluster, line)[0].record
    ClusterRecord.objects.filter(name=record.name).update(title=title[:MAX_TITLE].strip())


def history(cluster: str) -> History | None:
    """See ``Journal.history``."""
    present = ClusterRecord.objects.filter(name=cluster).first()
    if present is None:
        return None
    line = _line(cluster, "")
    root = line[-1].record
    found = History(max(root.start, root.branch_time))
    for stretch in line:
        rows = JournalRow.objects.filter(
            cluster=stretch.record, sequence__lte=stretch.sequence
        ).order_by("-sequence")[: MAX_ROWS - len(found.rows)]
        found.rows += [_row(row) for row in rows]
    found.rows.reverse()
    left = ClusterRecord.objects.filter(left_by=cluster).order_by("-created")[:MAX_BRANCHES]
    found.branches = [_branch(record, cluster) for record in (present, *left)]
    return found


def _branch(record: ClusterRecord, cluster: str) -> Branch:
    begins = record.branch_time or record.start
    parent = record.branch_of_id or ""
    current = record.name == cluster
    return Branch(record.name, parent, begins, record.reached_time, current, record.title)


def _line(cluster: str, line: str) -> list[_Stretch]:
    """A branch and those that it goes on from, the newest first."""
    name = line or cluster
    record = ClusterRecord.objects.select_related("branch_of").filter(name=name).first()
    if record is None or (name != cluster and record.left_by != cluster):
        raise NoSuchMoment(name)
    found = [_Stretch(record, FOREVER, FOREVER)]
    if name != cluster:
        found[0].time = record.reached_time
    while record.branch_of is not None:
        found.append(_Stretch(record.branch_of, record.branch_sequence, record.branch_time))
        record = record.branch_of
    return found


def _first_sequence(record: ClusterRecord) -> int:
    """The sequence that a branch begins with, before any row of its own."""
    first = Moment.objects.filter(cluster=record).order_by("steps", "id").first()
    return first.sequence if first is not None and record.branch_of_id else 0


def _past(record: ClusterRecord, sequence: int, time: int) -> Past:
    """The nearest moment before a position of a branch, and the rows from there on."""
    moments = Moment.objects.filter(cluster=record, sequence__lte=sequence, time__lte=time)
    moment = moments.order_by("-steps", "-id").first()
    after = moment.sequence if moment is not None else 0
    rows = JournalRow.objects.filter(
        cluster=record, sequence__gt=after, sequence__lte=sequence
    ).order_by("sequence")
    found = Past(Birth(record.spec, record.seed, record.start), record.name, sequence, time)
    found.rows = [_row(row) for row in rows]
    if moment is not None:
        found.snapshot = bytes(moment.data)
        found.snapshot_at = Position(moment.sequence, moment.steps, moment.time)
    return found


def _row(row: JournalRow) -> Row:
    return Row(Position(row.sequence, row.steps, row.time), row.command)
