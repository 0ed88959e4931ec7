"""The cluster's ``NodeProxy``: logs, exec, attach and port-forward, wherever the Pod is.

Here: from a Pod to the kubelet of its node, and back from a session to it.  Not here: what the
kubelet does then (``nodesessions``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.apiserver.nodeproxy import LogCursor, LogOptions
from podlab.engine.kubelet.kubelet import Kubelet
from podlab.engine.kubelet.node.nodesessions import NodeSessions, container_name
from podlab.engine.objects.status import ApiError, bad_request, not_found
from podlab.engine.store.store import Key, Store

Object = dict[str, Any]

MAX_SESSIONS = 1_000


@dataclass(slots=True)
class ClusterNodesState:
    """Plain data: the node of each open session."""

    sessions: dict[str, str] = field(default_factory=dict)


class ClusterNodes:
    """Asks the kubelet of a Pod's node.  ``kubelets`` by node name, added as they are built."""

    def __init__(self, state: ClusterNodesState, store: Store) -> None:
        self.state = state
        self._store = store
        self._kubelets: dict[str, Kubelet] = {}
        self._nodes: dict[str, NodeSessions] = {}

    def add(self, kubelet: Kubelet) -> None:
        """A node's kubelet."""
        name = kubelet.context.node.name
        self._kubelets[name] = kubelet
        self._nodes[name] = NodeSessions(kubelet)

    def logs(self, namespace: str, pod: str, options: LogOptions) -> tuple[bytes, LogCursor]:
        """The log as it is now, and a cursor to follow it from there."""
        found = self._pod(namespace, pod)
        name = container_name(found, options.container)
        if not found["spec"].get("nodeName"):
            reason = "ContainerCreating"
            if found["spec"].get("initContainers"):
                reason = "PodInitializing"
            raise bad_request(f'container "{name}" in pod "{pod}" is waiting to start: {reason}')
        path = f"containerLogs/{namespace}/{pod}/{name}"
        return self._node(found, path).logs(found, options)

    def logs_more(self, cursor: LogCursor) -> tuple[bytes, LogCursor]:
        """What was logged since; ``ended`` when the container has ended and all was read."""
        for name, kubelet in self._kubelets.items():
            if cursor.container_id in kubelet.state.containers:
                return self._nodes[name].logs_more(cursor)
        return b"", LogCursor(
            cursor.container_id, cursor.position, cursor.notice, cursor.timestamps, True
        )

    def exec(
        self,
        namespace: str,
        pod: str,
        container: str,
        command: list[str],
        *,
        stdin: bool,
        tty: bool,
    ) -> str:
        """Run a command in a container; returns a session."""
        found = self._pod(namespace, pod)
        node = self._scheduled(found)
        name = container_name(found, container)
        return self._opened(found, node.exec(found, name, command, stdin, tty))

    def attach(self, namespace: str, pod: str, container: str, *, stdin: bool, tty: bool) -> str:
        """Join the container's own input and output; returns a session."""
        found = self._pod(namespace, pod)
        node = self._scheduled(found)
        name = container_name(found, container)
        return self._opened(found, node.attach(found, name, stdin, tty))

    def forward(self, namespace: str, pod: str, port: int) -> str:
        """One connection to a port of the Pod; returns a session."""
        found = self._pod(namespace, pod)
        return self._opened(found, self._scheduled(found).forward(found, port))

    def read(self, session: str) -> list[tuple[int, bytes]]:
        """(1 stdout | 2 stderr, bytes) since the last call; the notice is ``session/SESSION``."""
        return self._of(session).read(session)

    def write(self, session: str, data: bytes) -> None:
        """Input."""
        self._of(session).write(session, data)

    def close_input(self, session: str) -> None:
        """No more input."""
        self._of(session).close_input(session)

    def resize(self, session: str, columns: int, rows: int) -> None:
        """The client's window."""
        self._of(session).resize(session, columns, rows)

    def result(self, session: str) -> Object | None:
        """The final ``v1`` Status when it has ended and all output was read, else None."""
        return self._of(session).result(session)

    def close(self, session: str) -> None:
        """The client is gone."""
        node = self.state.sessions.pop(session, None)
        if node is not None:
            self._nodes[node].close(session)

    def _pod(self, namespace: str, name: str) -> Object:
        found = self._store.get(Key("pods", namespace, name))
        if found is None:
            raise not_found("", "pods", name)
        return found

    def _scheduled(self, pod: Object) -> NodeSessions:
        if not pod["spec"].get("nodeName"):
            raise bad_request(f"pod {pod['metadata']['name']} does not have a host assigned")
        return self._node(pod)

    def _node(self, pod: Object, path: str = "") -> NodeSessions:
        """The kubelet of a Pod's node; ``path`` is asked by a plain request, not a dialled
        session.  recorded: scenarios-extras/node-down."""
        name = pod["spec"]["nodeName"]
        kubelet = self._kubelets.get(name)
        if kubelet is not None and kubelet.state.running and not kubelet.state.apart:
            return self._nodes[name]
        address = kubelet.context.node.internal_ip if kubelet else name
        late = kubelet is not None and kubelet.state.apart
        why = "i/o timeout" if late else "connect: connection refused"
        words = f"dial tcp {address}:10250: {why}"
        if path:
            raise ApiError(500, "", f'Get "https://{address}:10250/{path}": {words}')
        raise ApiError(500, "", f"error dialing backend: {words}")

    def _opened(self, pod: Object, session: str) -> str:
        if len(self.state.sessions) >= MAX_SESSIONS:
            self._nodes[pod["spec"]["nodeName"]].close(session)
            raise ApiError(429, "TooManyRequests", "too many open sessions in this cluster")
        self.state.sessions[session] = pod["spec"]["nodeName"]
        return session

    def _of(self, session: str) -> NodeSessions:
        node = self.state.sessions.get(session)
        if node is None:
            raise bad_request(f"session {session} is not open")
        return self._nodes[node]
