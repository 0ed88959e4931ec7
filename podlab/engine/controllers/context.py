"""What every controller is given: time, the API, informers, indexes, queues, its own state.

Here: the wiring shared by the controllers of one controller manager.  Not here: any control loop.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Client, Verbs
from podlab.engine.client.informer import Informers, InformersState
from podlab.engine.client.recorder import Recorder, RecorderState
from podlab.engine.client.workqueue import WorkQueue, WorkQueueState
from podlab.engine.controllers.index import Index, KeysOf
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
S = TypeVar("S")

GROUPS = (
    "system:serviceaccounts",
    "system:serviceaccounts:kube-system",
    "system:authenticated",
    "system:masters",
)
"""Controllers act as service accounts of kube-system; masters, as no RBAC is bootstrapped."""


@dataclass(slots=True, frozen=True)
class ControllerConfig:
    """What a cluster's spec tells its controllers."""

    cluster_cidr: str = "10.244.0.0/16"
    root_ca: str = ""
    ca_key: int = 0
    provisioners: tuple[str, ...] = ()
    load_balancer_pool: str = ""


@dataclass(slots=True)
class ControllerManagerState:
    """Plain data of a controller manager: caches, queues, events told, each controller's own."""

    informers: InformersState = field(default_factory=InformersState)
    queues: dict[str, WorkQueueState] = field(default_factory=dict)
    recorders: dict[str, RecorderState] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)


class ControllerContext:
    """Built once per controller manager; controllers take what they need from it."""

    def __init__(
        self,
        state: ControllerManagerState,
        sim: Simulation,
        verbs: Verbs,
        informers: Informers,
        kinds: KindTable,
        config: ControllerConfig,
    ) -> None:
        self.manager = state
        self.sim = sim
        self.verbs = verbs
        self.informers = informers
        self.kinds = kinds
        self.config = config
        self._indexes: dict[str, Index] = {}

    def client(self, component: str) -> Client:
        """A connection under a controller's own service account."""
        user = f"system:serviceaccount:kube-system:{component}"
        return Client(self.verbs, Caller(user, GROUPS, "kube-controller-manager", component))

    def recorder(self, component: str) -> Recorder:
        """Who records a controller's Events."""
        state = self.manager.recorders.setdefault(component, RecorderState())
        return Recorder(state, self.sim, self.client(component), {"component": component})

    def state(self, name: str, factory: Callable[[], S]) -> S:
        """A controller's own dataclass, made on first use."""
        return cast(S, self.manager.own.setdefault(name, factory()))

    def index(self, name: str, resource: str, keys_of: KeysOf) -> Index:
        """A shared index; the first who asks says how its keys are made."""
        found = self._indexes.get(name)
        if found is None:
            found = self._indexes[name] = Index(self.informers, resource, keys_of)
        return found

    def queue(
        self, component: str, reconcile: Callable[[str], None], handling_time: int = 0
    ) -> WorkQueue:
        """A work queue whose keys are reconciled, and tried again after an API error."""
        state = self.manager.queues.setdefault(component, WorkQueueState())

        def run(key: str) -> None:
            self.sim.because(component, "reconcile", key)
            try:
                reconcile(key)
            except ApiError:
                queue.retry(key)
            else:
                queue.forget(key)

        if handling_time:
            queue = WorkQueue(component, state, self.sim, run, handling_time)
        else:
            queue = WorkQueue(component, state, self.sim, run)
        return queue


def key_of(obj: Object) -> str:
    """A queue's key of an object: ``namespace/name``, or ``name``."""
    metadata = obj["metadata"]
    namespace = metadata.get("namespace")
    return f"{namespace}/{metadata['name']}" if namespace else str(metadata["name"])


def split_key(key: str) -> tuple[str, str]:
    """Namespace (or '') and name of a key."""
    namespace, _, name = key.rpartition("/")
    return namespace, name
