"""A kubelet's line to the API server, which may be cut.

Here: the API's verbs, refused while the server cannot be reached.  Not here: what cuts the line
(``faults``), or what the kubelet does without it.
"""

from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.client.client import Verbs
from podlab.engine.kubelet.state import KubeletState
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

UNREACHABLE = "ServerUnreachable"


class Line:
    """Passes the calls of one kubelet on."""

    def __init__(self, verbs: Verbs, state: KubeletState) -> None:
        self._verbs = verbs
        self._state = state

    def _through(self) -> Verbs:
        if self._state.apart:
            raise ApiError(503, UNREACHABLE, "dial tcp: connect: no route to host")
        return self._verbs

    def get(
        self, caller: Caller, resource: str, namespace: str, name: str, subresource: str = ""
    ) -> Object:
        """As ``Verbs.get``."""
        return self._through().get(caller, resource, namespace, name, subresource)

    def list(
        self,
        caller: Caller,
        resource: str,
        namespace: str | None,
        label_selector: str = "",
        field_selector: str = "",
    ) -> list[Object]:
        """As ``Verbs.list``."""
        return self._through().list(caller, resource, namespace, label_selector, field_selector)

    def create(
        self, caller: Caller, resource: str, namespace: str, obj: Object, **options: Any
    ) -> Object:
        """As ``Verbs.create``."""
        return self._through().create(caller, resource, namespace, obj, **options)

    def update(
        self, caller: Caller, resource: str, namespace: str, name: str, obj: Object, **options: Any
    ) -> Object:
        """As ``Verbs.update``."""
        return self._through().update(caller, resource, namespace, name, obj, **options)

    def patch(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        patch: Any,
        patch_type: str,
        **options: Any,
    ) -> Object:
        """As ``Verbs.patch``."""
        verbs = self._through()
        return verbs.patch(caller, resource, namespace, name, patch, patch_type, **options)

    def delete(
        self, caller: Caller, resource: str, namespace: str, name: str, **options: Any
    ) -> Object:
        """As ``Verbs.delete``."""
        return self._through().delete(caller, resource, namespace, name, **options)
