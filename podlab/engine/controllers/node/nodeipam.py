"""Node IPAM: every node gets a part of the cluster's Pod network as ``spec.podCIDR``.

Here: handing out the parts, in the order in which nodes come, and taking them back.  Not here: the
addresses of Pods (``network.cni``).
"""

from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from podlab.engine.controllers.context import ControllerContext

Object = dict[str, Any]

NAME = "node-ipam-controller"
NODE_MASK = 24


@dataclass(slots=True)
class NodeIpamState:
    """Plain data: the number of each node's part."""

    given: dict[str, int] = field(default_factory=dict)


class NodeIpamController:
    """Gives each node its part of the Pod network."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._network = ip_network(context.config.cluster_cidr)
        self.state = context.state(NAME, NodeIpamState)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("nodes", self._on_node)

    def _on_node(self, type_: str, node: Object, previous: Object | None) -> None:
        name = node["metadata"]["name"]
        if type_ == "DELETED":
            self.state.given.pop(name, None)
        elif previous is None:
            self.queue.add(name)

    def reconcile(self, key: str) -> None:
        """One node that has no part yet, or came with one."""
        node = self._informers.get("nodes", "", key)
        if node is None:
            return
        own = node["spec"].get("podCIDR")
        number = self._number_of(own) if own else self._free()
        if number is None:
            if not own:
                message = f"Node {key} status is now: CIDRNotAvailable"
                self._recorder.event(node, "Normal", "CIDRNotAvailable", message)
            return
        self.state.given[key] = number
        if not own:
            cidr = self._part(number)
            patch = {"spec": {"podCIDR": cidr, "podCIDRs": [cidr]}}
            self._client.patch("nodes", "", key, patch, "merge")

    def _size(self) -> int:
        mask = max(NODE_MASK, self._network.prefixlen)
        return 1 << (self._network.max_prefixlen - mask)

    def _part(self, number: int) -> str:
        mask = max(NODE_MASK, self._network.prefixlen)
        return f"{self._network[number * self._size()]}/{mask}"

    def _number_of(self, cidr: str) -> int | None:
        try:
            first = ip_network(cidr, strict=False).network_address
        except ValueError:
            return None
        if first not in self._network:
            return None
        return (int(first) - int(self._network.network_address)) // self._size()

    def _free(self) -> int | None:
        taken = set(self.state.given.values())
        whole = self._network.num_addresses // self._size()
        return next((number for number in range(whole) if number not in taken), None)
