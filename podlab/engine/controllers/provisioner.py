"""The dynamic provisioner: makes a volume for a claim that asks for one, deletes it afterwards.

Here: what ``rancher.io/local-path`` does (recorded: scenarios-extras/storage), for every
provisioner of the cluster's spec.  Not here: the directory on the node (the kubelet makes it).
"""

from dataclasses import dataclass, field
from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.persistentvolume import (
    CLAIMS,
    CLASSES,
    PROVISIONED_BY,
    PROVISIONER_NOTES,
    SELECTED_NODE,
    VOLUMES,
    ignore_missing,
)
from podlab.engine.kernel.clock import MILLISECOND
from podlab.engine.objects.meta import dig
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "dynamic-provisioner"
WORK_TIME = 3_060 * MILLISECOND
"""From being asked to the volume's being there, and from release to its being gone."""
ROOT = "/opt/local-path-provisioner"


@dataclass(slots=True)
class ProvisionerState:
    """Plain data: claims and volumes that are being worked on, and the process's name."""

    busy: dict[str, bool] = field(default_factory=dict)
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

    def _on_claim(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED" and self._provisioner_of(obj) in self._served:
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

    def _tell(self, claim: Object, provisioner: str, reason: str, words: str) -> None:
        identity = self.state.identity.get(provisioner)
        if identity is None:
            identity = f"{provisioner}_vm_{self._sim.chance.uuid('provisioner')}"
            self.state.identity[provisioner] = identity
        self._context.recorder(identity).event(claim, "Normal", reason, words)

    def _finish(self, _kind: str, key: str) -> None:
        self.state.busy.pop(key, None)
        namespace, name = split_key(key)
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
        "claimRef": {
            "kind": "PersistentVolumeClaim",
            "namespace": metadata["namespace"],
            "name": metadata["name"],
            "uid": metadata["uid"],
            "apiVersion": "v1",
            "resourceVersion": metadata["resourceVersion"],
        },
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
