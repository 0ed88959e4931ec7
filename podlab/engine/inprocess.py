"""The API server as the machines' own kubectl reaches it: the service ``kubernetes``.

Fulfils ``kubectl.service.Kubernetes`` by calls into the API server of the same cluster.  Not here:
the verbs, or kubectl.
"""

from collections.abc import Sequence

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.nodeproxy import NodeProxy
from podlab.engine.apiserver.rest.selection import Selection
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.client.client import Verbs
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.kubectl.cli.complete import complete
from podlab.engine.machine.program import Proc
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.status import gone, page_not_found
from podlab.engine.store.store import Compacted, Object, Store


class InProcessKubernetes:
    """One cluster's API server, for programs on its machines."""

    def __init__(self, api: ApiServer, store: Store, sim: Simulation, kinds: KindTable) -> None:
        self._api = api
        self._store = store
        self._sim = sim
        self.kinds = kinds

    @property
    def verbs(self) -> Verbs:
        """See ``Kubernetes.verbs``."""
        return self._api.verbs

    @property
    def nodes(self) -> NodeProxy:
        """See ``Kubernetes.nodes``."""
        if self._api.nodes is None:
            raise LookupError("no node proxy is wired")
        return self._api.nodes

    @property
    def revision(self) -> int:
        """See ``Kubernetes.revision``."""
        return self._store.revision

    def authenticate(self, user: Object) -> tuple[str, tuple[str, ...]]:
        """See ``Kubernetes.authenticate``."""
        return self._api.authenticate(user)

    def table(self, resource: str, objects: Sequence[Object]) -> Object:
        """See ``Kubernetes.table``."""
        return self._api.table(resource, objects)

    def changes(
        self,
        caller: Caller,
        resource: str,
        namespace: str | None,
        since: int,
        labels: str = "",
        fields: str = "",
    ) -> tuple[list[tuple[str, Object]], int]:
        """See ``Kubernetes.changes``."""
        kind = self.kinds.by_resource(resource)
        if kind is None:
            raise page_not_found()
        self._api.authorize(caller, "watch", kind, namespace or "")
        wanted = Selection(kind, labels, fields)
        try:
            changes = list(self._store.changes_since(since, resource))
        except Compacted as error:
            message = f"too old resource version: {since} ({self._store.state.compacted})"
            raise gone(message) from error
        mine = (one for one in changes if namespace in (None, one.key.namespace))
        return list(wanted.events(mine)), self._store.revision

    def version(self) -> Object:
        """See ``Kubernetes.version``."""
        return self._api.version()

    def raw(self, caller: Caller, method: str, path: str, body: bytes) -> bytes:
        """See ``Kubernetes.raw``."""
        return self._api.raw(caller, method, path, body)

    def warnings(self) -> list[str]:
        """See ``Kubernetes.warnings``."""
        return self._api.take_warnings()

    def because(self, action: str, subject: str) -> None:
        """See ``Kubernetes.because``.  A command is not caused by the one before it on the same
        line: both stem from what made the shell run."""
        rows = self._sim.state.causes.rows
        while (row := rows.get(self._sim.cause)) is not None and row.component == "kubectl":
            self._sim.cause = row.parent
        self._sim.because("kubectl", action, subject)

    def complete(self, words: list[str], p: Proc) -> list[str]:
        """What Tab offers for the last word of a kubectl command line (``machine.shell``)."""
        return complete(words, p)
