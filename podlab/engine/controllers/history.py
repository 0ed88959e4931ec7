"""ControllerRevisions: the remembered templates of DaemonSets and StatefulSets.

Here: finding, making and forgetting them.  Not here: rolling to them.
"""

from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.controllers.context import ControllerContext
from podlab.engine.controllers.deployment.templatehash import template_hash
from podlab.engine.objects.meta import controller_of, owner_reference, put, uid_of
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

REVISIONS = "controllerrevisions.apps"
POD_LABEL = "controller-revision-hash"


class History:
    """The revisions of one kind's objects; ``label`` is where their hash stands."""

    def __init__(self, context: ControllerContext, client: Client, label: str) -> None:
        self._client = client
        self._label = label
        self._by_owner = context.index("revisions-by-owner", REVISIONS, _owner_key)

    def of(self, owner: Object) -> list[Object]:
        """The owner's revisions, oldest first."""
        return sorted(self._by_owner.objects(uid_of(owner)), key=lambda r: int(r["revision"]))

    def hash_of(self, revision: Object) -> str:
        """The hash that a revision's label says."""
        return str((revision["metadata"].get("labels") or {}).get(self._label, ""))

    def current(self, owner: Object) -> Object:
        """The revision of the owner's template as it is: found, renumbered or made."""
        known = self.of(owner)
        data = template_data(owner)
        newest = max((int(r["revision"]) for r in known), default=0)
        for revision in known:
            if revision.get("data") != data:
                continue
            if int(revision["revision"]) < newest:
                return self._client.update(REVISIONS, {**revision, "revision": newest + 1})
            return revision
        return self._make(owner, data, newest + 1)

    def _make(self, owner: Object, data: Object, number: int) -> Object:
        metadata = owner["metadata"]
        code = template_hash(data)
        notes = dict(metadata.get("annotations") or {})
        labels = dict((owner["spec"]["template"].get("metadata") or {}).get("labels") or {})
        body = {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": {
                "name": f"{metadata['name']}-{code}",
                "namespace": metadata["namespace"],
                "labels": {**labels, self._label: code},
                "annotations": notes,
                "ownerReferences": [owner_reference(owner)],
            },
            "data": data,
            "revision": number,
        }
        if not notes:
            del body["metadata"]["annotations"]  # type: ignore[attr-defined]
        try:
            return self._client.create(REVISIONS, metadata["namespace"], body)
        except ApiError as error:
            if error.reason != "AlreadyExists":
                raise
            return self._client.get(REVISIONS, metadata["namespace"], f"{metadata['name']}-{code}")

    def forget(self, owner: Object, in_use: set[str]) -> None:
        """Delete old revisions beyond the limit, but those in use."""
        limit = owner["spec"].get("revisionHistoryLimit", 10)
        idle = [r for r in self.of(owner) if r["metadata"]["name"] not in in_use]
        for revision in idle[: max(0, len(idle) - limit)]:
            metadata = revision["metadata"]
            try:
                self._client.delete(REVISIONS, metadata["namespace"], metadata["name"])
            except ApiError as error:
                if error.reason != "NotFound":
                    raise


def template_data(owner: Object) -> Object:
    """What a revision keeps: a strategic merge patch that puts the template back."""
    return {"spec": {"template": {**owner["spec"]["template"], "$patch": "replace"}}}


def applied(owner: Object, revision: Object) -> Object:
    """The owner with a revision's template."""
    template = {k: v for k, v in revision["data"]["spec"]["template"].items() if k != "$patch"}
    return put(owner, ("spec", "template"), template)


def _owner_key(obj: Object) -> list[str]:
    owner = controller_of(obj)
    return [owner["uid"]] if owner else []
