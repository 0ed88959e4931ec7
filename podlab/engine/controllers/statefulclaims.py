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

    def retain(self, owner: Object, number: int, pod: Object | None, wanted: bool) -> None:
        """Let one ordinal's claims go with whom the retention policy says: with the set, with a
        Pod that is not wanted any more, or with nobody."""
        namespace = owner["metadata"]["namespace"]
        for claim in self._of(owner, number):
            known = claim["metadata"].get("ownerReferences") or []
            foreign = [row for row in known if not _is_ours(row, owner, number)]
            goes_with = _goes_with(owner, pod, wanted)
            rows = list(foreign)
            if goes_with is not None and not any(row.get("controller") for row in foreign):
                rows.append(owner_reference(goes_with))
            if [row["uid"] for row in rows] == [row["uid"] for row in known]:
                continue
            changed = put(claim, ("metadata", "ownerReferences"), rows)
            try:
                self._pods.client.update(CLAIMS, changed)
            except ApiError as error:
                if error.reason != "NotFound":
                    self._failed(owner, f"{namespace}/{claim['metadata']['name']}", error)

    def _failed(self, owner: Object, name: str, error: ApiError) -> None:
        words = f"could not update claim {name} for delete policy ownerRefs: {error.message}"
        self._pods.recorder.event(owner, "Warning", "FailedUpdate", words)

    def stale(self, owner: Object, number: int) -> bool:
        """Claims that are about to go with an earlier Pod: a new one must wait for that."""
        if _policy(owner, "whenScaled") == "Retain":
            return False
        rows = [row for claim in self._of(owner, number)
                for row in claim["metadata"].get("ownerReferences") or ()]  # fmt: skip
        return any(row["kind"] == "Pod" and _is_ours(row, owner, number) for row in rows)

    def _of(self, owner: Object, number: int) -> list[Object]:
        namespace = owner["metadata"]["namespace"]
        templates = owner["spec"].get("volumeClaimTemplates") or ()
        names = (claim_name(owner, template, number) for template in templates)
        found = (self._informers.get(CLAIMS, namespace, name) for name in names)
        return [claim for claim in found if claim is not None]

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


def _policy(owner: Object, when: str) -> str:
    policy = owner["spec"].get("persistentVolumeClaimRetentionPolicy") or {}
    return str(policy.get(when, "Retain"))


def _goes_with(owner: Object, pod: Object | None, wanted: bool) -> Object | None:
    if not wanted and _policy(owner, "whenScaled") == "Delete":
        return pod
    if _policy(owner, "whenDeleted") == "Delete":
        return owner
    return None


def _is_ours(row: Object, owner: Object, number: int) -> bool:
    name = owner["metadata"]["name"]
    return (row["kind"], row["name"]) in (("StatefulSet", name), ("Pod", f"{name}-{number}"))


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
