"""Finds and makes a learner's clusters in the database, from async code.

Not here: keeping clusters alive (``hosting.registry``).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from channels.db import database_sync_to_async

from podlab.hosting.pacer import wall_time_us
from podlab.workbench.learners import cluster_for, replace_cluster
from podlab.workbench.models import Learner

NOTHING_YET = "-"


class LearnerDirectory:
    """One learner's clusters by purpose; ``specs`` say what new ones begin with."""

    def __init__(self, learner: uuid.UUID, specs: Mapping[str, dict[str, Any]]) -> None:
        self._learner = learner
        self._specs = specs

    async def cluster(self, purpose: str, *, fresh: bool) -> str:
        """See ``page.Directory``."""
        name: str = await database_sync_to_async(self._find)(purpose, fresh)
        return name

    async def last_purpose(self) -> str | None:
        """What the learner's page showed last; None if it never showed anything."""
        found: str = await database_sync_to_async(self._last)()
        return None if found == NOTHING_YET else found

    def _last(self) -> str:
        learner = Learner.objects.filter(id=self._learner).first()
        return learner.last_purpose if learner else NOTHING_YET

    def _find(self, purpose: str, fresh: bool) -> str:
        learner, _ = Learner.objects.get_or_create(id=self._learner)
        if learner.last_purpose != purpose:
            Learner.objects.filter(id=learner.id).update(last_purpose=purpose)
        record = cluster_for(learner, purpose, wall_time_us(), self._specs.get(purpose))
        if fresh:
            record = replace_cluster(record, wall_time_us())
        return record.name
