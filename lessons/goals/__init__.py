"""Goals: named predicates over a cluster's state and history, one file per family.

Here: the list of all goals; lesson.yaml names them.  Not here: words (``lessons.words``).
"""

from lessons.goals.images import PULLED
from lessons.goals.network import ANSWERED
from lessons.goals.objects import CREATED, GONE
from lessons.goals.pods import READY, REPLACED
from lessons.goals.verdict import Goal

GOALS: dict[str, Goal] = {
    "images.pulled": PULLED,
    "network.answered": ANSWERED,
    "objects.created": CREATED,
    "objects.gone": GONE,
    "pods.ready": READY,
    "pods.replaced": REPLACED,
}
