"""Admission: the plugins that may change or refuse a write, in the order of Kubernetes 1.37.

Here: the list and the running of it.  One plugin per file; a plugin has ``RESOURCES`` (None: any),
``OPERATIONS``, and ``admit`` or ``validate``.  Not here: authorization (``authz``).
"""

from collections.abc import Callable
from types import ModuleType

from podlab.engine.apiserver.admission import (
    certificatesubjectrestriction,
    defaultingressclass,
    defaultstorageclass,
    defaulttolerationseconds,
    limitranger,
    namespacelifecycle,
    nodetaint,
    ownerreferences,
    podresize,
    podsecurity,
    priority,
    resourcequota,
    runtimeclass,
    serviceaccount,
)
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review

PLUGINS: tuple[ModuleType, ...] = (
    namespacelifecycle,
    limitranger,
    serviceaccount,
    nodetaint,
    podsecurity,
    priority,
    defaulttolerationseconds,
    defaultstorageclass,
    ownerreferences,
    runtimeclass,
    certificatesubjectrestriction,
    defaultingressclass,
    podresize,
    resourcequota,
)

Step = Callable[[Review, World], None]


class Admission:
    """Runs the plugins that a write concerns."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._steps: dict[tuple[str, str, str], tuple[Step, ...]] = {}

    def admit(self, review: Review) -> None:
        """Let the plugins change ``review.obj``; ApiError when one refuses."""
        for step in self._of("admit", review):
            step(review, self._world)

    def validate(self, review: Review) -> None:
        """Let the plugins look at the object as it will be stored; ApiError when one refuses."""
        for step in self._of("validate", review):
            step(review, self._world)

    def _of(self, what: str, review: Review) -> tuple[Step, ...]:
        resource = review.kind.resource
        key = (what, review.operation, f"{resource}/{review.subresource}")
        steps = self._steps.get(key)
        if steps is None:
            steps = tuple(
                getattr(plugin, what)
                for plugin in PLUGINS
                if hasattr(plugin, what)
                and review.operation in plugin.OPERATIONS
                and (plugin.RESOURCES is None or resource in plugin.RESOURCES)
            )
            self._steps[key] = steps
        return steps
