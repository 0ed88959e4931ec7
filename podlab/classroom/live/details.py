"""Everything about one learner of a class, for who may see it.

Reading only.  Not here: the grid (``classroom.rows``), results over the class
(``classroom.results``).
"""

from typing import Any

from channels.db import database_sync_to_async
from django.db.models import Q

from lessons.api import Lesson, lesson, progress_in
from podlab.classroom.live.presence import Seat
from podlab.classroom.live.trouble import SYSTEM
from podlab.classroom.models import Look, Membership
from podlab.classroom.moment import in_ms
from podlab.engine.apiserver.tables.pods import pod_row
from podlab.engine.cluster import Cluster
from podlab.engine.queries import typed_lines
from podlab.workbench.api import ClusterRecord

Row = dict[str, Any]

MAX_PODS = 100
MAX_LINES = 30
MAX_CLUSTERS = 60


async def member_detail(
    member: Membership, seat: Seat | None, lesson_name: str, language: str
) -> Row:
    """``MemberDetail``.  What is in the cluster is told only with the learner's consent."""
    detail: Row = await database_sync_to_async(_kept)(member, lesson_name, language)
    if seat is not None and detail.pop("consent"):
        session = seat.place.session
        detail["pods"] = session.read(_pods)
        detail["lines"] = session.read(lambda cluster: typed_lines(cluster, MAX_LINES))
    detail.pop("consent", None)
    return detail


def _kept(member: Membership, lesson_name: str, language: str) -> Row:
    shown = lesson(lesson_name)
    looked = Look.objects.filter(member=member, state="allowed")
    detail: Row = {
        "id": member.id,
        "name": member.name,
        "number": member.number,
        "email": member.email,
        "checks": [],
        "misconceptions": [],
        "hints": 0,
        "pods": [],
        "lines": [],
        "clusters": [_cluster(one) for one in _clusters(member)],
        "consent": member.classroom.consent == "tell" or looked.exists(),
    }
    if shown is not None and member.learner_id is not None:
        detail.update(_progress(member, shown, language))
    return detail


def _progress(member: Membership, shown: Lesson, language: str) -> Row:
    assert member.learner_id is not None
    progress = progress_in(shown.name, [member.learner_id])[member.learner_id]
    says = {
        (step.name, one.name): one.say[language] for step in shown.steps for one in step.watched
    }
    return {
        "checks": [
            {
                "step": step.name,
                "check": check.name,
                "text": check.say[language],
                "passed": in_ms(progress.passed.get((step.name, check.name))),
            }
            for step in shown.steps
            for check in step.checks
        ],
        "misconceptions": [says.get(name, name[1]) for name in dict.fromkeys(progress.met)],
        "hints": sum(progress.hints.values()),
    }


def _clusters(member: Membership) -> list[ClusterRecord]:
    """The clusters of a member that may be replayed: those in which they worked while in class."""
    if member.learner_id is None or member.joined is None:
        return []
    mine = ClusterRecord.objects.filter(learner_id=member.learner_id, left_by="")
    used = mine.filter(Q(created__gte=member.joined) | Q(archived=False))
    private = Q(purpose__startswith="help:") | Q(purpose__startswith="replay:")
    return list(used.exclude(private | Q(purpose="")).order_by("-created")[:MAX_CLUSTERS])


def _cluster(record: ClusterRecord) -> Row:
    return {
        "cluster": record.name,
        "lesson": record.purpose,
        "archived": record.archived,
        "begins": record.branch_time or record.start,
        "ends": record.reached_time or record.start,
    }


def may_replay(member: Membership, cluster: str) -> bool:
    """Whether a cluster is one of a member's attempts.  The free cluster is their own."""
    return any(one.name == cluster for one in _clusters(member))


def _pods(cluster: Cluster) -> list[Row]:
    rows: list[Row] = []
    for pod in cluster.store.list("pods"):
        metadata = pod["metadata"]
        if metadata.get("namespace") not in SYSTEM and len(rows) < MAX_PODS:
            row = pod_row(pod)
            rows.append(
                {
                    "namespace": metadata.get("namespace", ""),
                    "name": metadata["name"],
                    "status": row.status,
                    "ready": row.ready == row.total and row.total > 0,
                    "restarts": row.restarts,
                }
            )
    return rows
