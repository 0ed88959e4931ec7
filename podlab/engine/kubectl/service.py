"""What the terminal's kubectl needs of the cluster: the service ``kubernetes`` of its machine.

Here: the Protocol, which whoever wires a cluster fulfils (``engine.cluster``).  Not here: any
implementation.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.nodeproxy import NodeProxy
from podlab.engine.client.client import Verbs
from podlab.engine.objects.kinds import KindTable

Object = dict[str, Any]


class Kubernetes(Protocol):
    """The API server in process, as one machine's kubectl reaches it."""

    @property
    def verbs(self) -> Verbs:
        """get, list, create, update, patch, delete by resource name; they raise ``ApiError``."""

    @property
    def kinds(self) -> KindTable:
        """What discovery tells."""

    @property
    def nodes(self) -> NodeProxy:
        """Logs, exec, attach and port-forward sessions."""

    @property
    def revision(self) -> int:
        """The store's newest revision: where a watch that begins now starts."""

    def authenticate(self, user: Object) -> tuple[str, tuple[str, ...]]:
        """User name and groups of a kubeconfig's ``user`` entry (token or client certificate).
        Raises ApiError Unauthorized."""

    def table(self, resource: str, objects: Sequence[Object]) -> Object:
        """The ``meta.k8s.io/v1`` Table of objects, ages as of now: ``columnDefinitions``, and
        ``rows`` with ``cells`` in the objects' order (``object`` may be left out)."""

    def changes(
        self,
        caller: Caller,
        resource: str,
        namespace: str | None,
        since: int,
        labels: str = "",
        fields: str = "",
    ) -> tuple[list[tuple[str, Object]], int]:
        """Watch events (ADDED, MODIFIED, DELETED with their objects) after a revision, and the
        revision to ask from next.  An object that ceases to match the selectors is DELETED, one
        that begins to is ADDED.  Every write posts the notice ``watch/RESOURCE``.  Raises
        ApiError 410 when the log no longer reaches back, 403 when forbidden."""

    def version(self) -> Object:
        """What ``/version`` answers."""

    def raw(self, caller: Caller, method: str, path: str, body: bytes) -> bytes:
        """Any request by its path (``get --raw``); raises ApiError."""

    def warnings(self) -> list[str]:
        """Warnings that the server has given since the last call, and forget them."""

    def because(self, action: str, subject: str) -> None:
        """Record that this kubectl command is the cause of what is written from now on in this
        step."""
