"""VolumeBinding: a Pod's claims must be bound, or bindable where it goes.

Also what VolumeZone and VolumeRestrictions say of bound volumes, as far as it is modelled: the
volume's node affinity and ReadWriteOncePod.
"""

from typing import Any

from podlab.engine.client.nodematching import matches_term
from podlab.engine.objects.quantity import value_of
from podlab.engine.scheduler.cycle import Cycle, Refusal
from podlab.engine.scheduler.nodeinfo import NodeInfo

Object = dict[str, Any]

CLAIMS = "persistentvolumeclaims"
VOLUMES = "persistentvolumes"
CLASSES = "storageclasses.storage.k8s.io"
NO_PROVISIONER = "kubernetes.io/no-provisioner"


class VolumeBinding:
    """Refuses nodes that the Pod's volumes cannot reach."""

    name = "VolumeBinding"
    local = False

    def prepare(self, cycle: Cycle) -> Refusal | bool:
        """Every claim must exist; an unbound one must be allowed to wait for its first user."""
        if not cycle.pod.claims:
            return False
        bound, waiting = [], []
        for name in cycle.pod.claims:
            claim = cycle.informers.get(CLAIMS, cycle.pod.namespace, name)
            if claim is None:
                return Refusal(self.name, (f'persistentvolumeclaim "{name}" not found',), True)
            if "deletionTimestamp" in claim["metadata"]:
                words = f'persistentvolumeclaim "{name}" is being deleted'
                return Refusal(self.name, (words,), True)
            volume_name = claim["spec"].get("volumeName")
            if volume_name and (claim.get("status") or {}).get("phase") == "Bound":
                bound.append(volume_name)
            elif waits_for_consumer(cycle, claim):
                waiting.append(claim)
            else:
                words = "pod has unbound immediate PersistentVolumeClaims"
                return Refusal(self.name, (words,), True)
        cycle.notes[self.name] = (bound, waiting)
        return True

    def check(self, cycle: Cycle, node: NodeInfo) -> Refusal | None:
        """Bound volumes must reach the node; for the others one must be found or made there."""
        bound, waiting = cycle.notes[self.name]
        for name in bound:
            volume = cycle.informers.get(VOLUMES, "", name)
            if volume is None:
                words = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)"
                return Refusal(self.name, (words,), True)
            if not reaches(volume, node):
                words = "node(s) didn't match PersistentVolume's node affinity"
                return Refusal(self.name, (words,), True)
        for claim in waiting:
            if not self._can_bind(cycle, claim, node):
                words = "node(s) didn't find available persistent volumes to bind"
                return Refusal(self.name, (words,), True)
        return None

    def _can_bind(self, cycle: Cycle, claim: Object, node: NodeInfo) -> bool:
        if find_volume(cycle, claim, node) is not None:
            return True
        found = cycle.informers.get(CLASSES, "", claim["spec"].get("storageClassName") or "")
        return found is not None and found.get("provisioner") != NO_PROVISIONER


def waits_for_consumer(cycle: Cycle, claim: Object) -> bool:
    """Whether a claim's class binds only when a Pod is placed."""
    found = cycle.informers.get(CLASSES, "", claim["spec"].get("storageClassName") or "")
    return found is not None and found.get("volumeBindingMode") == "WaitForFirstConsumer"


def reaches(volume: Object, node: NodeInfo) -> bool:
    """Whether a volume's node affinity means a node."""
    required = (volume["spec"].get("nodeAffinity") or {}).get("required")
    if required is None:
        return True
    terms = required.get("nodeSelectorTerms") or []
    return any(matches_term(term, node.labels, node.name) for term in terms)


def find_volume(cycle: Cycle, claim: Object, node: NodeInfo) -> Object | None:
    """The smallest free volume that a claim could have on a node."""
    spec = claim["spec"]
    wanted = value_of(((spec.get("resources") or {}).get("requests") or {}).get("storage", "0"))
    fitting = []
    for volume in cycle.informers.state.caches[VOLUMES].values():
        size = value_of((volume["spec"].get("capacity") or {}).get("storage", "0"))
        if size >= wanted and _is_free(volume, spec) and reaches(volume, node):
            fitting.append((size, volume["metadata"]["name"], volume))
    return min(fitting, key=lambda row: row[:2])[2] if fitting else None


def _is_free(volume: Object, spec: Object) -> bool:
    if (volume.get("status") or {}).get("phase") != "Available":
        return False
    if volume["spec"].get("storageClassName", "") != (spec.get("storageClassName") or ""):
        return False
    modes = set(spec.get("accessModes") or ())
    return modes <= set(volume["spec"].get("accessModes") or ())
