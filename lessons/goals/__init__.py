"""Goals: named predicates over a cluster's state and history, one file per family.

Here: the list of all goals; lesson.yaml names them.  Not here: words (``lessons.words``).
"""

from lessons.goals.commands import FILE, RUN
from lessons.goals.containers import LOGGED, STATE
from lessons.goals.events import SEEN
from lessons.goals.images import PULLED
from lessons.goals.missed import MISSED
from lessons.goals.network import ANSWERED, THROUGH
from lessons.goals.objects import BEFORE, CREATED, EVER, GONE, NOW
from lessons.goals.pods import PLACED, READY, REPLACED, STATUS
from lessons.goals.rollouts import IMAGES
from lessons.goals.verdict import Goal

GOALS: dict[str, Goal] = {
    "commands.file": FILE,
    "commands.run": RUN,
    "containers.logged": LOGGED,
    "containers.state": STATE,
    "events.seen": SEEN,
    "images.pulled": PULLED,
    "network.answered": ANSWERED,
    "network.through": THROUGH,
    "objects.created": CREATED,
    "objects.ever": EVER,
    "objects.gone": GONE,
    "objects.now": NOW,
    "objects.order": BEFORE,
    "pods.missed": MISSED,
    "pods.placed": PLACED,
    "pods.ready": READY,
    "pods.replaced": REPLACED,
    "pods.status": STATUS,
    "rollouts.images": IMAGES,
}
