"""OwnerReferencesPermissionEnforcement: only those who may delete an object may give it an owner.

The API server asks its authorizer; whoever has every right, and the control plane, always may.
"""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review

RESOURCES = None
OPERATIONS = ("CREATE", "UPDATE")


def validate(review: Review, world: World) -> None:
    """A blocking owner must be of a kind that the cluster serves."""
    references = review.obj["metadata"].get("ownerReferences")
    if not references or review.caller.user.startswith("system:"):
        return
    before = (review.old or {"metadata": {}})["metadata"].get("ownerReferences") or []
    for reference in references:
        if reference in before or not reference.get("blockOwnerDeletion"):
            continue
        version, kind = reference.get("apiVersion", ""), reference.get("kind", "")
        if world.kinds.by_kind(version, kind) is None:
            raise review.forbidden(
                "cannot set blockOwnerDeletion in this case because cannot find RESTMapping for "
                f'APIVersion {version} Kind {kind}: no matches for kind "{kind}" in version '
                f'"{version}"'
            )
