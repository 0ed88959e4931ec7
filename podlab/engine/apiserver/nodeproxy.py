"""What the API server asks of nodes: logs, exec, attach, port-forward.

Here: the Protocol that kubelets fulfil (``kubelet.exec``); the API server, the terminal's kubectl
and the gateway all use it.  Sessions are plain identifiers; new output posts a notice
(``Simulation.post``), so that whoever waits, a simulated process or a socket, is woken alike.
"""

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(slots=True, frozen=True)
class LogOptions:
    """``pods/log``'s query parameters."""

    container: str = ""
    previous: bool = False
    timestamps: bool = False
    tail_lines: int | None = None
    since_seconds: int | None = None
    since_time: str = ""
    limit_bytes: int | None = None


@dataclass(slots=True)
class LogCursor:
    """Where a reader of logs is: plain data, so that a follower can be written out."""

    container_id: str
    position: int
    notice: str
    timestamps: bool
    ended: bool = False


class NodeProxy(Protocol):
    """All raise ``ApiError`` (BadRequest, NotFound, InternalError) in the API's words."""

    def logs(self, namespace: str, pod: str, options: LogOptions) -> tuple[bytes, LogCursor]:
        """The log as it is now, and a cursor to follow it from there."""

    def logs_more(self, cursor: LogCursor) -> tuple[bytes, LogCursor]:
        """What was logged since; ``ended`` when the container has ended and all was read."""

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

    def attach(self, namespace: str, pod: str, container: str, *, stdin: bool, tty: bool) -> str:
        """Join the container's own input and output; returns a session."""

    def forward(self, namespace: str, pod: str, port: int) -> str:
        """One connection to a port of the Pod; returns a session."""

    def read(self, session: str) -> list[tuple[int, bytes]]:
        """(1 stdout | 2 stderr, bytes) since the last call; the notice is ``session/SESSION``."""

    def write(self, session: str, data: bytes) -> None: ...
    def close_input(self, session: str) -> None: ...
    def resize(self, session: str, columns: int, rows: int) -> None: ...
    def result(self, session: str) -> dict[str, Any] | None:
        """The final ``v1`` Status when it has ended and all output was read, else None."""

    def close(self, session: str) -> None:
        """The client is gone."""
