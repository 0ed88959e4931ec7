"""PersistentVolumeClaims as volumes refer to them.

Here: ``spec.claimRef``.  Not here: which volume fits a claim (controllers, scheduler).
"""

from typing import Any

Object = dict[str, Any]


def claim_reference(claim: Object) -> Object:
    """``spec.claimRef`` of a volume that is this claim's, as it is now."""
    metadata = claim["metadata"]
    return {
        "kind": "PersistentVolumeClaim",
        "namespace": metadata["namespace"],
        "name": metadata["name"],
        "uid": metadata["uid"],
        "apiVersion": "v1",
        "resourceVersion": metadata["resourceVersion"],
    }
