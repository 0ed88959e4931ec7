"""The start state of a lesson, made on a new cluster.

Each of the lesson's start commands is one row of the journal, the first rows that there are; so
whoever comes in between (a second page, a server that starts again) goes on where it stands.
They are marked, so that they cannot be undone.  Not here: what they are (``catalog``).
"""

from channels.db import database_sync_to_async

from lessons import services
from lessons.catalog import Lesson
from lessons.models import Attempt
from podlab.hosting.session import Session


async def begin(session: Session, lesson: Lesson, attempt: Attempt) -> None:
    """Bring a new cluster to the lesson's start state; one that stood there before is left as it
    is, also on a branch that goes on from an early moment."""
    if attempt.start_time:
        return
    while (at := session.position.sequence) < len(lesson.start):
        await session.command({**lesson.start[at], "start": True})
    attempt.start_time = session.cluster.sim.now
    await database_sync_to_async(services.record_start)(attempt.id, attempt.start_time)
