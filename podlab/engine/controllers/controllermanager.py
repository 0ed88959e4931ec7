"""The controller manager: one process that runs the controllers over shared informers.

Here: building them.  Not here: what any of them does.
"""

from podlab.engine.client.client import Verbs
from podlab.engine.client.informer import Informers
from podlab.engine.controllers import CONTROLLERS
from podlab.engine.controllers.context import (
    ControllerConfig,
    ControllerContext,
    ControllerManagerState,
)
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.kinds import KindTable
from podlab.engine.store.store import Store


class ControllerManager:
    """All controllers of one cluster.  Building it again over the same state goes on as before."""

    def __init__(
        self,
        state: ControllerManagerState,
        sim: Simulation,
        store: Store,
        verbs: Verbs,
        kinds: KindTable,
        config: ControllerConfig | None = None,
    ) -> None:
        self.state = state
        self.informers = Informers("kube-controller-manager", state.informers, store, sim)
        self.context = ControllerContext(
            state, sim, verbs, self.informers, kinds, config or ControllerConfig()
        )
        self.controllers = tuple(make(self.context) for make in CONTROLLERS)

    def start(self) -> None:
        """List what exists and begin; once in a cluster's life."""
        self.informers.start()
