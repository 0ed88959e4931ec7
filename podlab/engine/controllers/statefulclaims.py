"""The claims of StatefulSets: one per template and ordinal, kept or deleted by policy.

Not here: binding them (``persistentvolume``).
"""

from typing import Any

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.podcontrol import PodControl
from podlab.engine.objects.meta import dig, owner_reference, put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

CLAIMS = "persistentvolumeclaims"


class StatefulClaims:
    """Makes the claims that a StatefulSet's Pods use."""

    def __init__(self, context: ControllerContext, pods: PodControl) -> None:
        self._informers = context.informers
        self._pods = pods
        context.informers.watch(CLAIMS)

    def ensure(self, owner: Object, number: int) -> None:
        """Make the claims of one ordinal that are missing."""
        namespace = owner["metadata"]["namespace"]
        for template in owner["spec"].get("volumeClaimTemplates") or ():
            name = claim_name(owner, template, number)
            if self._informers.get(CLAIMS, namespace, name) is None:
                self._create(owner, template, name, number)

    def _create(self, owner: Object, template: Object, name: str, number: int) -> None:
        namespace, set_name = owner["metadata"]["namespace"], owner["metadata"]["name"]
        labels = dict(dig(owner, "spec", "selector", "matchLabels") or {})
        labels = {**(template["metadata"].get("labels") or {}), **labels}
        body: Object = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {**template["metadata"], "name": name, "namespace": namespace},
            "spec": template["spec"],
        }
        body = put(body, ("metadata", "labels"), labels)
        if dig(owner, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete":
            body = put(body, ("metadata", "ownerReferences"), [owner_reference(owner)])
        words = f"create Claim {name} Pod {set_name}-{number} in StatefulSet {set_name}"
        try:
            self._pods.client.create(CLAIMS, namespace, body)
        except ApiError as error:
            if error.reason == "AlreadyExists":
                return
            message = f"{words} failed error: {error.message}"
            self._pods.recorder.event(owner, "Warning", "FailedCreate", message)
            raise
        message = f"{words[:1].upper()}{words[1:]} success"
        self._pods.recorder.event(owner, "Normal", "SuccessfulCreate", message)


def claim_name(owner: Object, template: Object, number: int) -> str:
    """``TEMPLATE-SET-ORDINAL``."""
    return f"{template['metadata']['name']}-{owner['metadata']['name']}-{number}"


def with_claims(owner: Object, number: int, pod: Object) -> Object:
    """The Pod with its claims as volumes; they replace volumes of the same name."""
    templates = owner["spec"].get("volumeClaimTemplates") or ()
    if not templates:
        return pod
    names = {template["metadata"]["name"] for template in templates}
    volumes: list[Object] = [
        {
            "name": template["metadata"]["name"],
            "persistentVolumeClaim": {"claimName": claim_name(owner, template, number)},
        }
        for template in templates
    ]
    volumes += [v for v in pod["spec"].get("volumes") or () if v["name"] not in names]
    return put(pod, ("spec", "volumes"), volumes)
