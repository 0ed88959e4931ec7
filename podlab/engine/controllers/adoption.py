"""Adopting what a selector matches and nobody owns; releasing what it no longer matches.

Here: the rules by which a controller claims objects.  Not here: what it does with them.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.objects.meta import (
    controller_of,
    is_terminating,
    labels_of,
    owner_reference,
    uid_of,
)
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
Matches = Callable[[dict[str, str]], bool]


class Claims:
    """Claims objects of one resource for owners of another."""

    def __init__(self, client: Client, resource: str, owner_resource: str) -> None:
        self._client = client
        self._resource = resource
        self._owner_resource = owner_resource

    def claim(self, owner: Object, candidates: list[Object], matches: Matches) -> list[Object]:
        """Those of the candidates that are the owner's, after adopting and releasing."""
        found = []
        for obj in candidates:
            claimed = self._claim_one(owner, obj, matches)
            if claimed is not None:
                found.append(claimed)
        return found

    def _claim_one(self, owner: Object, obj: Object, matches: Matches) -> Object | None:
        reference = controller_of(obj)
        if reference is not None:
            if reference["uid"] != uid_of(owner):
                return None
            if matches(labels_of(obj)):
                return obj
            if not is_terminating(owner):
                self._release(owner, obj)
            return None
        if is_terminating(owner) or is_terminating(obj) or not matches(labels_of(obj)):
            return None
        return self._adopt(owner, obj)

    def _adopt(self, owner: Object, obj: Object) -> Object | None:
        metadata, place = obj["metadata"], owner["metadata"]
        fresh = self._client.get(self._owner_resource, place["namespace"], place["name"])
        if uid_of(fresh) != uid_of(owner) or is_terminating(fresh):
            return None
        references = [*(metadata.get("ownerReferences") or ()), owner_reference(owner)]
        patch = {"metadata": {"uid": metadata["uid"], "ownerReferences": references}}
        try:
            return self._client.patch(
                self._resource, metadata["namespace"], metadata["name"], patch, "merge"
            )
        except ApiError as error:
            if error.reason in ("NotFound", "Invalid"):
                return None
            raise

    def _release(self, owner: Object, obj: Object) -> None:
        metadata = obj["metadata"]
        left = [r for r in metadata["ownerReferences"] if r["uid"] != uid_of(owner)]
        patch = {"metadata": {"uid": metadata["uid"], "ownerReferences": left or None}}
        try:
            self._client.patch(
                self._resource, metadata["namespace"], metadata["name"], patch, "merge"
            )
        except ApiError as error:
            if error.reason not in ("NotFound", "Invalid"):
                raise
