"""Addresses of LoadBalancer services, told as MetalLB tells them.

Here: handing out a pool's addresses, writing them into statuses.  Without a pool services stay
pending, as on a bare cluster.  Not here: routing (``engine.network``).
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.objects.meta import dig, put

Object = dict[str, Any]

NAME = "metallb-controller"
MAX_POOL = 1024


@dataclass(slots=True)
class LoadBalancerState:
    """Plain data: addresses by service key."""

    given: dict[str, str] = field(default_factory=dict)


class LoadBalancerController:
    """Gives each LoadBalancer service an address of the pool ``FIRST-LAST``."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._pool = _addresses(context.config.load_balancer_pool)
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self.state = context.state(NAME, LoadBalancerState)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("services", self._on_service)

    def _on_service(self, type_: str, obj: Object, _previous: Object | None) -> None:
        key = key_of(obj)
        if type_ == "DELETED":
            self.state.given.pop(key, None)
        elif self._pool and (_wants(obj) or key in self.state.given):
            self.queue.add(key)

    def reconcile(self, key: str) -> None:
        """One service: give, keep or take back its address."""
        service = self._informers.get("services", *split_key(key))
        if service is None:
            return
        if not _wants(service):
            self.state.given.pop(key, None)
            self._tell(service, [])
            return
        address = self._address(key, service)
        if address is None:
            words = f'Failed to allocate IP for "{key}": no available IPs'
            self._recorder.event(service, "Warning", "AllocationFailed", words)
            return
        if key not in self.state.given:
            self.state.given[key] = address
            words = f'Assigned IP ["{address}"]'
            self._recorder.event(service, "Normal", "IPAllocated", words)
        self._tell(service, [{"ip": address, "ipMode": "VIP"}])

    def _address(self, key: str, service: Object) -> str | None:
        if key in self.state.given:
            return self.state.given[key]
        taken = set(self.state.given.values())
        wanted = service["spec"].get("loadBalancerIP")
        if wanted:
            return wanted if wanted in self._pool and wanted not in taken else None
        return next((each for each in self._pool if each not in taken), None)

    def _tell(self, service: Object, rows: list[Object]) -> None:
        status: Object = {"ingress": rows} if rows else {}
        if (dig(service, "status", "loadBalancer") or {}) != status:
            told = put(service, ("status", "loadBalancer"), status)
            self._client.update_status("services", told)


def _wants(service: Object) -> bool:
    if service["spec"].get("loadBalancerClass"):
        return False
    return bool(service["spec"].get("type") == "LoadBalancer")


def _addresses(pool: str) -> list[str]:
    if not pool:
        return []
    first, _, last = pool.partition("-")
    start, end = int(IPv4Address(first)), int(IPv4Address(last or first))
    return [str(IPv4Address(number)) for number in range(start, min(end + 1, start + MAX_POOL))]
