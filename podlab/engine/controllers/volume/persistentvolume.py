"""The volume binder: claims find volumes, volumes are released and reclaimed.

Here: binding, phases, events, asking provisioners.  Not here: making volumes (``provisioner``) or
protecting them from deletion (``volumeprotection``).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.pods import pods_by_label
from podlab.engine.kernel.clock import MILLISECOND, SECOND, rfc3339
from podlab.engine.objects.claims import claim_reference
from podlab.engine.objects.meta import dig, labels_of, put
from podlab.engine.objects.quantity import value_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "persistentvolume-controller"
CLAIMS = "persistentvolumeclaims"
VOLUMES = "persistentvolumes"
CLASSES = "storageclasses.storage.k8s.io"
RESYNC = 15 * SECOND
BINDING_TIME = 15 * MILLISECOND
"""From a claim without volume to the first write that binds one (recorded with 1.37.1)."""
BIND_COMPLETED = "pv.kubernetes.io/bind-completed"
BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
SELECTED_NODE = "volume.kubernetes.io/selected-node"
PROVISIONER_NOTES = (
    "volume.beta.kubernetes.io/storage-provisioner",
    "volume.kubernetes.io/storage-provisioner",
)
PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
NO_PROVISIONER = "kubernetes.io/no-provisioner"


@dataclass(slots=True)
class BinderState:
    """Plain data: whether the periodic look at everything is planned, what it looks at, and which
    claims are about to be bound."""

    planned: bool = False
    again: dict[str, bool] = field(default_factory=dict)
    binding: dict[str, bool] = field(default_factory=dict)


class PersistentVolumeController:
    """Reconciles claims (keys ``ns/name``) and volumes (keys ``name``)."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._client = context.client("persistent-volume-binder")
        self._recorder = context.recorder(NAME)
        self.state = context.state(NAME, BinderState)
        self._pods = pods_by_label(context)
        self.queue = context.queue(NAME, self.reconcile)
        context.sim.register(NAME, self._resync)
        context.informers.watch(CLASSES)
        context.informers.watch(CLAIMS, self._on_claim)
        context.informers.watch(VOLUMES, self._on_volume)

    def _on_claim(self, type_: str, obj: Object, _previous: Object | None) -> None:
        self.queue.add(key_of(obj))
        if type_ == "DELETED":
            self.state.binding.pop(key_of(obj), None)
        volume = obj["spec"].get("volumeName")
        if volume:
            self.queue.add(volume)
        if type_ != "DELETED":
            self._plan()

    def _on_volume(self, _type: str, obj: Object, _previous: Object | None) -> None:
        self.queue.add(key_of(obj))
        claim = obj["spec"].get("claimRef")
        if claim:
            self.queue.add(f"{claim['namespace']}/{claim['name']}")

    def _plan(self) -> None:
        if not self.state.planned:
            self.state.planned = True
            self._sim.after(RESYNC - self._sim.now % RESYNC, NAME, "resync")

    def _resync(self, _kind: str, _payload: Any) -> None:
        """Every 15 s all that waits is looked at again (recorded: scenarios-extras/storage)."""
        self.state.planned = False
        pending = [
            claim
            for claim in self._informers.list(CLAIMS)
            if dig(claim, "status", "phase") != "Bound"
        ]
        for claim in pending:
            self.state.again[key_of(claim)] = True
            self.queue.add(key_of(claim))
        if pending:
            self._plan()

    def reconcile(self, key: str) -> None:
        """One claim or one volume."""
        namespace, name = split_key(key)
        again = self.state.again.pop(key, False)
        if not namespace:
            volume = self._informers.get(VOLUMES, "", name)
            if volume is not None:
                self._sync_volume(volume)
            return
        claim = self._informers.get(CLAIMS, namespace, name)
        if claim is None:
            return
        if (claim["metadata"].get("annotations") or {}).get(BIND_COMPLETED) == "yes":
            self._sync_bound(claim)
        else:
            self._sync_pending(claim, again)

    # Volumes

    def _sync_volume(self, volume: Object) -> None:
        reference = volume["spec"].get("claimRef")
        if not reference:
            self._set_phase(volume, "Available")
            return
        if not reference.get("uid"):
            self._set_phase(volume, "Available")
            return
        claim = self._informers.get(CLAIMS, reference["namespace"], reference["name"])
        if claim is None or claim["metadata"]["uid"] != reference["uid"]:
            self._reclaim(self._set_phase(volume, "Released"))
        elif claim["spec"].get("volumeName") == volume["metadata"]["name"]:
            self._set_phase(volume, "Bound")

    def _set_phase(self, volume: Object, phase: str) -> Object:
        status = volume.get("status") or {}
        if status.get("phase") == phase:
            return volume
        now = rfc3339(self._sim.now)
        told = {**status, "phase": phase, "lastPhaseTransitionTime": now}
        return self._client.update_status(VOLUMES, {**volume, "status": told})

    def _reclaim(self, volume: Object) -> None:
        if volume["spec"].get("persistentVolumeReclaimPolicy") != "Delete":
            return
        notes = volume["metadata"].get("annotations") or {}
        if PROVISIONED_BY in notes or "deletionTimestamp" in volume["metadata"]:
            return  # its provisioner deletes it
        message = "no deletable volume plugin matched"
        if dig(volume, "status", "phase") == "Failed":
            return
        status = {**(volume.get("status") or {}), "phase": "Failed", "message": message}
        self._client.update_status(VOLUMES, {**volume, "status": status})
        self._recorder.event(volume, "Warning", "VolumeFailedDelete", message)

    # Claims

    def _sync_bound(self, claim: Object) -> None:
        name = claim["spec"].get("volumeName")
        volume = self._informers.get(VOLUMES, "", name) if name else None
        if volume is None:
            if dig(claim, "status", "phase") != "Lost":
                words = "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
                self._client.update_status(CLAIMS, put(claim, ("status", "phase"), "Lost"))
                self._recorder.event(claim, "Warning", "ClaimLost", words)
            return
        if _is_claimed_by(volume, claim):
            self._finish(claim, volume)

    def _sync_pending(self, claim: Object, again: bool) -> None:
        name = claim["spec"].get("volumeName")
        if name:
            volume = self._informers.get(VOLUMES, "", name)
            if volume is not None and (not volume["spec"].get("claimRef") or _names(volume, claim)):
                self._bind(claim, volume)
            return
        volume = self._find(claim)
        if volume is not None:
            self._bind_in_time(claim, volume)
        elif "deletionTimestamp" not in claim["metadata"]:
            self._wait(claim, again)

    def _find(self, claim: Object) -> Object | None:
        reserved = [v for v in self._informers.list(VOLUMES) if _names(v, claim)]
        if reserved:
            return reserved[0]
        if self._waits_for_pod(claim):
            return None
        fitting = [v for v in self._informers.list(VOLUMES) if fits(v, claim)]
        return min(fitting, key=_size_and_name) if fitting else None

    def _waits_for_pod(self, claim: Object) -> bool:
        found = self._informers.get(CLASSES, "", claim["spec"].get("storageClassName") or "")
        if found is None or found.get("volumeBindingMode") != "WaitForFirstConsumer":
            return False
        return SELECTED_NODE not in (claim["metadata"].get("annotations") or {})

    def _bind_in_time(self, claim: Object, volume: Object) -> None:
        """Bind a volume that was made for the claim now, one that only fits a little later."""
        key = key_of(claim)
        if _names(volume, claim) or self.state.binding.pop(key, False):
            self._bind(claim, volume)
            return
        self.state.binding[key] = True
        self.queue.add_after(key, BINDING_TIME)

    def _bind(self, claim: Object, volume: Object) -> None:
        """Volume first, then claim; each of the four writes can be found half done."""
        if not _is_claimed_by(volume, claim):
            notes = {**(volume["metadata"].get("annotations") or {}), BOUND_BY_CONTROLLER: "yes"}
            volume = put(volume, ("metadata", "annotations"), notes)
            volume = put(volume, ("spec", "claimRef"), claim_reference(claim))
            volume = self._client.update(VOLUMES, volume)
        volume = self._set_phase(volume, "Bound")
        notes = {**(claim["metadata"].get("annotations") or {}), BIND_COMPLETED: "yes"}
        if not claim["spec"].get("volumeName"):
            notes[BOUND_BY_CONTROLLER] = "yes"
        claim = put(claim, ("metadata", "annotations"), notes)
        claim = put(claim, ("spec", "volumeName"), volume["metadata"]["name"])
        self._finish(self._client.update(CLAIMS, claim), volume)

    def _finish(self, claim: Object, volume: Object) -> None:
        status = {
            **(claim.get("status") or {}),
            "phase": "Bound",
            "accessModes": volume["spec"].get("accessModes") or [],
            "capacity": volume["spec"].get("capacity") or {},
        }
        if status != claim.get("status"):
            self._client.update_status(CLAIMS, {**claim, "status": status})

    def _wait(self, claim: Object, again: bool) -> None:
        class_name = claim["spec"].get("storageClassName")
        if not class_name:
            words = "no persistent volumes available for this claim and no storage class is set"
            self._recorder.event(claim, "Normal", "FailedBinding", words)
            return
        found = self._informers.get(CLASSES, "", class_name)
        if found is None:
            words = f'storageclass.storage.k8s.io "{class_name}" not found'
            self._recorder.event(claim, "Warning", "ProvisioningFailed", words)
        elif self._waits_for_pod(claim):
            self._wait_for_pod(claim, again)
        elif found.get("provisioner") == NO_PROVISIONER:
            words = "no volume plugin matched name: kubernetes.io/no-provisioner"
            self._recorder.event(claim, "Warning", "ProvisioningFailed", words)
        else:
            self._ask(claim, found["provisioner"], again)

    def _wait_for_pod(self, claim: Object, again: bool) -> None:
        """Name the Pods that wait for a node; at first only those that were there before."""
        born = claim["metadata"]["creationTimestamp"]
        waiting = [
            pod["metadata"]["name"]
            for pod in self._pods.objects(claim["metadata"]["namespace"])
            if not pod["spec"].get("nodeName")
            and claim["metadata"]["name"] in claims_of(pod)
            and (again or pod["metadata"]["creationTimestamp"] < born)
        ]
        reason, words = "WaitForFirstConsumer", "first consumer to be created before binding"
        if waiting:
            plural = "s" if len(waiting) > 1 else ""
            reason, words = (
                "WaitForPodScheduled",
                f"pod{plural} {','.join(waiting)} to be scheduled",
            )
        self._recorder.event(claim, "Normal", reason, f"waiting for {words}")

    def _ask(self, claim: Object, provisioner: str, again: bool) -> None:
        notes = dict(claim["metadata"].get("annotations") or {})
        if any(notes.get(note) != provisioner for note in PROVISIONER_NOTES):
            notes.update(dict.fromkeys(PROVISIONER_NOTES, provisioner))
            claim = self._client.update(CLAIMS, put(claim, ("metadata", "annotations"), notes))
        elif not again:
            return
        words = (
            f"Waiting for a volume to be created either by the external provisioner "
            f"'{provisioner}' or manually by the system administrator. If volume creation is "
            f"delayed, please verify that the provisioner is running and correctly registered."
        )
        self._recorder.event(claim, "Normal", "ExternalProvisioning", words)


def claims_of(pod: Object) -> list[str]:
    """The names of the claims that a Pod uses."""
    found = []
    for volume in pod["spec"].get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{pod['metadata']['name']}-{volume['name']}")
    return found


def fits(volume: Object, claim: Object) -> bool:
    """Whether a free volume has what a claim asks for."""
    spec, wanted = volume["spec"], claim["spec"]
    if spec.get("claimRef") or dig(volume, "status", "phase") not in ("Available", None):
        return False
    if "deletionTimestamp" in volume["metadata"]:
        return False
    if (spec.get("storageClassName") or "") != (wanted.get("storageClassName") or ""):
        return False
    if spec.get("volumeMode", "Filesystem") != wanted.get("volumeMode", "Filesystem"):
        return False
    if not set(wanted.get("accessModes") or ()) <= set(spec.get("accessModes") or ()):
        return False
    selector = wanted.get("selector")
    if selector is not None and not selects(selector, labels_of(volume)):
        return False
    asked = dig(wanted, "resources", "requests", "storage", default="0")
    return value_of(dig(spec, "capacity", "storage", default="0")) >= value_of(asked)


def _size_and_name(volume: Object) -> tuple[int, str]:
    size = value_of(dig(volume, "spec", "capacity", "storage", default="0"))
    return size, volume["metadata"]["name"]


def _names(volume: Object, claim: Object) -> bool:
    """Whether a volume is reserved for a claim by name, or by uid."""
    reference = volume["spec"].get("claimRef") or {}
    metadata = claim["metadata"]
    if (reference.get("namespace"), reference.get("name")) != (
        metadata["namespace"],
        metadata["name"],
    ):
        return False
    return reference.get("uid") in (None, "", metadata["uid"])


def _is_claimed_by(volume: Object, claim: Object) -> bool:
    return bool(dig(volume, "spec", "claimRef", "uid") == claim["metadata"]["uid"])


def ignore_missing(error: ApiError) -> None:
    """Raise anything but NotFound and Conflict."""
    if error.reason not in ("NotFound", "Conflict"):
        raise error
