"""Finds and makes a learner's clusters in the database, from async code.

Not here: keeping clusters alive (``hosting.registry``).
"""

import uuid

from channels.db import database_sync_to_async

from podlab.hosting.pacer import wall_time_us
from podlab.workbench.learners import cluster_for, replace_cluster
from podlab.workbench.models import Learner


class LearnerDirectory:
    """One learner's clusters by purpose."""

    def __init__(self, learner: uuid.UUID) -> None:
        self._learner = learner

    async def cluster(self, purpose: str, *, fresh: bool) -> str:
        """See ``page.Directory``."""
        name: str = await database_sync_to_async(self._find)(purpose, fresh)
        return name

    def _find(self, purpose: str, fresh: bool) -> str:
        learner, _ = Learner.objects.get_or_create(id=self._learner)
        record = cluster_for(learner, purpose, wall_time_us())
        if fresh:
            record = replace_cluster(record, wall_time_us())
        return record.name
