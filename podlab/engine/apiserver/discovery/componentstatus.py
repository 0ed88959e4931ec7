"""``componentstatuses``: how the control plane's parts are, as the API server sees them.

They are not stored: each answer is made when somebody asks.  In the simulation the parts are
always well.  Not here: the table (``tables.core``).
"""

from typing import Any

Object = dict[str, Any]

NAMES = ("etcd-0", "scheduler", "controller-manager")


def _status(name: str) -> Object:
    return {
        "kind": "ComponentStatus",
        "apiVersion": "v1",
        "metadata": {"name": name},
        "conditions": [{"type": "Healthy", "status": "True", "message": "ok"}],
    }


class ComponentStatuses:
    """The objects of the resource, made when they are asked for."""

    def find(self, _namespace: str, name: str) -> Object | None:
        """One part's status."""
        return _status(name) if name in NAMES else None

    def list(self, _namespace: str | None) -> list[Object]:
        """All of them."""
        return [_status(name) for name in NAMES]
