"""Protection of claims and volumes in use: their finalizers are taken off when nobody uses them.

Also the claim's condition Unused.  Not here: putting the finalizers on (admission).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.pods import is_finished, pods_by_label
from podlab.engine.controllers.volume.persistentvolume import CLAIMS, VOLUMES, claims_of
from podlab.engine.kernel.clock import rfc3339
from podlab.engine.objects.meta import dig, put

Object = dict[str, Any]

CLAIM_FINALIZER = "kubernetes.io/pvc-protection"
VOLUME_FINALIZER = "kubernetes.io/pv-protection"


class ClaimProtectionController:
    """Lets a deleted claim go when no Pod uses it any more."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client("pvc-protection-controller")
        self._pods = pods_by_label(context)
        self.queue = context.queue("pvc-protection-controller", self.reconcile)
        context.informers.watch(CLAIMS, self._on_claim)
        context.informers.watch("pods", self._on_pod)

    def _on_claim(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED":
            self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        names = claims_of(pod)
        if not names:
            return
        placed = previous is not None and bool(previous["spec"].get("nodeName"))
        if placed and type_ != "DELETED" and not is_finished(pod):
            return
        for name in names:
            self.queue.add(f"{pod['metadata']['namespace']}/{name}")

    def reconcile(self, key: str) -> None:
        """One claim."""
        namespace, name = split_key(key)
        claim = self._informers.get(CLAIMS, namespace, name)
        if claim is None:
            return
        users = [p for p in self._pods.objects(namespace) if name in claims_of(p)]
        if "deletionTimestamp" in claim["metadata"]:
            finalizers = claim["metadata"].get("finalizers") or []
            if CLAIM_FINALIZER in finalizers and not any(_holds(pod, name) for pod in users):
                left = [each for each in finalizers if each != CLAIM_FINALIZER]
                self._client.update(CLAIMS, put(claim, ("metadata", "finalizers"), left))
        elif dig(claim, "status", "phase") == "Bound":
            self._tell(claim, any(not is_finished(pod) for pod in users))

    def _tell(self, claim: Object, used: bool) -> None:
        rows = list(dig(claim, "status", "conditions", default=()))
        known = next((row for row in rows if row["type"] == "Unused"), None)
        status = "False" if used else "True"
        if known is not None and known["status"] == status:
            return
        words = (
            ("PodUsingPVC", "A pod is currently referencing this PVC")
            if used
            else ("NoPodsUsingPVC", "No pods are currently referencing this PVC")
        )
        row = {
            "type": "Unused",
            "status": status,
            "lastProbeTime": None,
            "lastTransitionTime": rfc3339(self._sim.now),
            "reason": words[0],
            "message": words[1],
        }
        rows = [each for each in rows if each["type"] != "Unused"] + [row]
        self._client.update_status(CLAIMS, put(claim, ("status", "conditions"), rows))


class VolumeProtectionController:
    """Lets a deleted volume go when it is not bound."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client("pv-protection-controller")
        self.queue = context.queue("pv-protection-controller", self.reconcile)
        context.informers.watch(VOLUMES, self._on_volume)

    def _on_volume(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED" and "deletionTimestamp" in obj["metadata"]:
            self.queue.add(key_of(obj))

    def reconcile(self, key: str) -> None:
        """One volume."""
        volume = self._informers.get(VOLUMES, "", key)
        if volume is None or dig(volume, "status", "phase") == "Bound":
            return
        finalizers = volume["metadata"].get("finalizers") or []
        if "deletionTimestamp" in volume["metadata"] and VOLUME_FINALIZER in finalizers:
            left = [each for each in finalizers if each != VOLUME_FINALIZER]
            self._client.update(VOLUMES, put(volume, ("metadata", "finalizers"), left))


def _holds(pod: Object, claim: str) -> bool:
    """A Pod on a node keeps its claims until it is gone; one made for it, until it has ended."""
    if not pod["spec"].get("nodeName"):
        return False
    named = (dig(v, "persistentVolumeClaim", "claimName") for v in pod["spec"]["volumes"])
    if claim in named:
        return True
    metadata = pod["metadata"]
    return metadata.get("deletionTimestamp") is None or metadata["deletionGracePeriodSeconds"] != 0
