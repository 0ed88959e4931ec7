"""Goals about Pods that are gone: who still looks for them by name or address.

Not here: Pods that are there (``lessons.goals.pods``).
"""

from typing import Any

from lessons.goals import arguments as are
from lessons.goals.matching import called, which
from lessons.goals.verdict import PASSED, Goal, Verdict, missing
from lessons.observation import Observation
from podlab.engine.objects.meta import dig


def _missed(seen: Observation, wanted: dict[str, Any]) -> Verdict:
    """A command failed that looked for a controller's Pod after it was gone."""
    gone = _gone(seen, wanted)
    if not gone:
        return missing("nobody-missed", labels=called(wanted))
    for row in seen.executions():
        if not row.status:
            continue
        if any(row.time > time and _means(word, known) for word in row.argv[1:]
               for known, time in gone.items()):  # fmt: skip
            return PASSED
    return missing("nobody-missed", labels=called(wanted))


def _gone(seen: Observation, wanted: dict[str, Any]) -> dict[str, int]:
    """When they went, by name and by address."""
    found: dict[str, int] = {}
    for change in seen.history("pods", wanted.get("namespace", "default"), which(wanted)):
        owned = bool(change.object["metadata"].get("ownerReferences"))
        if change.type == "DELETED" and owned:
            found[change.key.name] = change.time
            found[str(dig(change.object, "status", "podIP", default="?"))] = change.time
    return found


def _means(word: str, known: str) -> bool:
    """Whether a word of a command means it: ``web-1``, ``pod/web-1``, ``http://10.244.1.5:80/``."""
    host = word.partition("://")[2] or word
    return known in (word, word.rpartition("/")[2], host.partition("/")[0].partition(":")[0])


MISSED = Goal(_missed, {}, {"labels": are.labels, "prefix": are.prefix, "namespace": are.namespace})
"""A command looked in vain for a Pod of a controller that was gone, by its name or address."""
