"""The dynamic provisioner: makes a volume for a claim that asks for one, deletes it afterwards.

Here: what ``rancher.io/local-path`` does (recorded: scenarios-extras/storage), for every
provisioner of the cluster's spec.  Not here: the directory on the node (the kubelet makes it).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.volume.persistentvolume import (
    CLAIMS,
    CLASSES,
    PROVISIONED_BY,
    PROVISIONER_NOTES,
    SELECTED_NODE,
    VOLUMES,
    ignore_missing,
)
from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.objects.claims import claim_reference
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "dynamic-provisioner"
WORK_TIME = 3_060 * MILLISECOND
"""From being asked to the volume's being there, and from release to its being gone."""
REFUSAL_TIME = 15 * MILLISECOND
RETRY, LONGEST_RETRY, TRIES = 15 * SECOND, 1000 * SECOND, 15
"""A claim that was refused is looked at again after so long, each time twice as long."""
ROOT = "/opt/local-path-provisioner"
_ONE_NODE = {"ReadWriteOnce", "ReadWriteOncePod"}


@dataclass(slots=True)
class ProvisionerState:
    """Plain data: claims and volumes that are being worked on, how often a claim was refused, and
    the process's name."""

    busy: dict[str, bool] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    identity: dict[str, str] = field(default_factory=dict)


class Provisioner:
    """Serves all provisioners named in the cluster's spec."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._context = context
        self._informers = context.informers
        self._client = context.client(NAME)
        self._served = context.config.provisioners
        self.state = context.state(NAME, ProvisionerState)
        self.queue = context.queue(NAME, self.reconcile)
        context.sim.register(NAME, self._finish)
        context.informers.watch(CLASSES)
        context.informers.watch(CLAIMS, self._on_claim)
        context.informers.watch(VOLUMES, self._on_volume)

    def _on_claim(self, type_: str, obj: Object, previous: Object | None) -> None:
        if type_ == "DELETED":
            self.state.refused.pop(key_of(obj), None)
        elif self._provisioner_of(obj) in self._served and (
            previous is None or obj["metadata"].get("annotations") != _notes(previous)
        ):
            self.queue.add(key_of(obj))

    def _on_volume(self, type_: str, obj: Object, _previous: Object | None) -> None:
        notes = obj["metadata"].get("annotations") or {}
        if type_ != "DELETED" and notes.get(PROVISIONED_BY) in self._served:
            self.queue.add(key_of(obj))

    def _provisioner_of(self, claim: Object) -> str:
        return str((claim["metadata"].get("annotations") or {}).get(PROVISIONER_NOTES[1], ""))

    def reconcile(self, key: str) -> None:
        """Begin what is to be made or deleted."""
        namespace, name = split_key(key)
        if key in self.state.busy:
            return
        if namespace:
            claim = self._informers.get(CLAIMS, namespace, name)
            if claim is None or claim["spec"].get("volumeName"):
                return
            words = f'External provisioner is provisioning volume for claim "{key}"'
            self._tell(claim, self._provisioner_of(claim), "Provisioning", words)
            if _refusal(claim):
                self.state.busy[key] = True
                self._sim.after(REFUSAL_TIME, NAME, "refuse", key)
                return
        elif not self._is_to_go(self._informers.get(VOLUMES, "", name)):
            return
        self.state.busy[key] = True
        self._sim.after(WORK_TIME, NAME, "finish", key)

    def _is_to_go(self, volume: Object | None) -> bool:
        return (
            volume is not None
            and dig(volume, "status", "phase") == "Released"
            and volume["spec"].get("persistentVolumeReclaimPolicy") == "Delete"
            and "deletionTimestamp" not in volume["metadata"]
        )

    def _tell(
        self, claim: Object, provisioner: str, reason: str, words: str, type_: str = "Normal"
    ) -> None:
        identity = self.state.identity.get(provisioner)
        if identity is None:
            identity = f"{provisioner}_vm_{self._sim.chance.uuid('provisioner')}"
            self.state.identity[provisioner] = identity
        self._context.recorder(identity).event(claim, type_, reason, words)

    def _refuse(self, key: str) -> None:
        claim = self._informers.get(CLAIMS, *split_key(key))
        if claim is None:
            return
        class_name = claim["spec"].get("storageClassName") or ""
        words = f'failed to provision volume with StorageClass "{class_name}": {_refusal(claim)}'
        provisioner = self._provisioner_of(claim)
        self._tell(claim, provisioner, "ProvisioningFailed", words, "Warning")
        tries = self.state.refused.get(key, 0)
        self.state.refused[key] = tries + 1
        if tries + 1 < TRIES:
            self.queue.add_after(key, min(RETRY << tries, LONGEST_RETRY))

    def _finish(self, kind: str, key: str) -> None:
        self.state.busy.pop(key, None)
        namespace, name = split_key(key)
        if kind == "refuse":
            self._refuse(key)
            return
        self._sim.because(NAME, "provision" if namespace else "delete", key)
        try:
            if namespace:
                self._make(namespace, name)
            elif self._is_to_go(self._informers.get(VOLUMES, "", name)):
                self._client.delete(VOLUMES, "", name)
        except ApiError as error:
            ignore_missing(error)

    def _make(self, namespace: str, name: str) -> None:
        claim = self._informers.get(CLAIMS, namespace, name)
        if claim is None or claim["spec"].get("volumeName"):
            return
        class_name = claim["spec"].get("storageClassName") or ""
        found = self._informers.get(CLASSES, "", class_name)
        if found is None:
            return
        volume = _volume(claim, found)
        self._client.create(VOLUMES, "", volume)
        words = f"Successfully provisioned volume {volume['metadata']['name']}"
        self._tell(claim, found["provisioner"], "ProvisioningSucceeded", words)


def _notes(claim: Object) -> Object | None:
    found: Object | None = claim["metadata"].get("annotations")
    return found


def _refusal(claim: Object) -> str:
    """Why a directory on one node cannot be what a claim asks for; "" when it can."""
    if claim["spec"].get("selector"):
        return "claim.Spec.Selector is not supported"
    if not set(claim["spec"].get("accessModes") or ()) <= _ONE_NODE:
        return "NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes"
    if SELECTED_NODE not in (_notes(claim) or {}):
        return "configuration error, no node was specified"
    return ""


def _volume(claim: Object, found: Object) -> Object:
    metadata = claim["metadata"]
    name = f"pvc-{metadata['uid']}"
    node = (metadata.get("annotations") or {}).get(SELECTED_NODE, "")
    notes = {PROVISIONED_BY: found["provisioner"]}
    if node:
        notes["local.path.provisioner/selected-node"] = node
    path = f"{ROOT}/{name}_{metadata['namespace']}_{metadata['name']}"
    spec: Object = {
        "capacity": {"storage": dig(claim, "spec", "resources", "requests", "storage")},
        "hostPath": {"path": path, "type": "DirectoryOrCreate"},
        "accessModes": claim["spec"].get("accessModes") or [],
        "claimRef": claim_reference(claim),
        "persistentVolumeReclaimPolicy": found.get("reclaimPolicy", "Delete"),
        "storageClassName": found["metadata"]["name"],
        "volumeMode": "Filesystem",
    }
    if node:
        row = {"key": "kubernetes.io/hostname", "operator": "In", "values": [node]}
        terms = [{"matchExpressions": [row]}]
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": terms}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": notes},
        "spec": spec,
    }
