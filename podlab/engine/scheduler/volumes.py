"""Volumes of a Pod that was placed: the claims that waited for this get their volume or node.

Here: the scheduler's half of late binding.  Not here: binding itself and making volumes
(``controllers``).
"""

from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.client.informer import Informers
from podlab.engine.objects.claims import claim_reference
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError
from podlab.engine.scheduler.cycle import Cycle
from podlab.engine.scheduler.filters.volumebinding import CLAIMS, VOLUMES, find_volume
from podlab.engine.scheduler.nodeinfo import NodeInfo
from podlab.engine.scheduler.podinfo import PodInfo

Object = dict[str, Any]

SELECTED_NODE = "volume.kubernetes.io/selected-node"


class VolumeBinder:
    """Tells the volume controllers where a Pod's claims are wanted."""

    def __init__(self, client: Client, informers: Informers) -> None:
        self._client = client
        self._informers = informers

    def open_claims(self, pod: PodInfo) -> list[Object]:
        """The claims of a Pod that are not bound."""
        found = (self._informers.get(CLAIMS, pod.namespace, name) for name in pod.claims)
        return [c for c in found if c and (c.get("status") or {}).get("phase") != "Bound"]

    def assign(self, pod: PodInfo, node: str) -> None:
        """Settle the open claims of a Pod."""
        for claim in self.open_claims(pod):
            self._settle(pod, claim, node)

    def failure(self, pod: PodInfo, node: str) -> str:
        """Why a Pod that was placed cannot wait for its claims any longer; "" when it can."""
        for claim in self.open_claims(pod):
            noted = (claim["metadata"].get("annotations") or {}).get(SELECTED_NODE)
            if not claim["spec"].get("volumeName") and noted != node and not self._static(claim):
                return f'provisioning failed for PVC "{claim["metadata"]["name"]}"'
        return ""

    def _static(self, claim: Object) -> bool:
        """A volume that exists is reserved for the claim."""
        uid = claim["metadata"]["uid"]
        volumes = self._informers.list(VOLUMES)
        return any((v["spec"].get("claimRef") or {}).get("uid") == uid for v in volumes)

    def _settle(self, pod: PodInfo, claim: Object, node_name: str) -> None:
        node = NodeInfo(node_name)
        node.set_node(self._informers.get("nodes", "", node_name))
        volume = find_volume(Cycle(pod, [node], self._informers), claim, node)
        try:
            if volume is not None:
                self._client.update(VOLUMES, _reserved(volume, claim))
            else:
                noted = {"metadata": {"annotations": {SELECTED_NODE: node_name}}}
                metadata = claim["metadata"]
                self._client.patch(CLAIMS, metadata["namespace"], metadata["name"], noted, "merge")
        except ApiError as error:
            if error.reason not in ("NotFound", "Conflict"):
                raise


def _reserved(volume: Object, claim: Object) -> Object:
    return put(volume, ("spec", "claimRef"), claim_reference(claim))
