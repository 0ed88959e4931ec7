"""The namespace controller: empties a namespace that is being deleted, then lets it go.

Here: the order (Pods first), what remains, the conditions that tell of it.  Not here: refusing new
objects meanwhile (admission).
"""

from typing import Any

from podlab.engine.controllers.conditions import find_condition
from podlab.engine.controllers.context import ControllerContext
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "namespace-controller"
GRACE = 5 * SECOND
"""How long a namespace that is being deleted is left alone at first (recorded: scenarios/gc)."""
SKIPPED = ("events.events.k8s.io", "bindings", "localsubjectaccessreviews.authorization.k8s.io")
_CONDITIONS = (
    (
        "NamespaceDeletionDiscoveryFailure",
        "ResourcesDiscovered",
        "All resources successfully discovered",
    ),
    (
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
    ),
    (
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
    ),
    ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
    (
        "NamespaceFinalizersRemaining",
        "ContentHasNoFinalizers",
        "All content-preserving finalizers finished",
    ),
)


class NamespaceController:
    """Reconciles namespaces that are being deleted."""

    def __init__(self, context: ControllerContext) -> None:
        self._sim = context.sim
        self._informers = context.informers
        self._kinds: KindTable = context.kinds
        self._client = context.client(NAME)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("namespaces", self._on_namespace)

    def _on_namespace(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ != "DELETED" and "deletionTimestamp" in obj["metadata"]:
            self.queue.add_after(obj["metadata"]["name"], GRACE)

    def reconcile(self, key: str) -> None:
        """Delete what a namespace holds; finalize it when nothing is left."""
        namespace = self._informers.get("namespaces", "", key)
        if namespace is None or "deletionTimestamp" not in namespace["metadata"]:
            return
        finalizers = (namespace.get("spec") or {}).get("finalizers") or []
        if "kubernetes" not in finalizers:
            return
        namespace = self._client.get("namespaces", "", key)
        remaining = self._empty(key)
        told = self._tell(namespace, remaining)
        if remaining:
            self.queue.add_after(key, self._patience(remaining))
            return
        left = [each for each in finalizers if each != "kubernetes"]
        self._client.update("namespaces", put(told, ("spec", "finalizers"), left), "finalize")

    def _patience(self, remaining: dict[str, list[Object]]) -> int:
        graces = [
            pod["metadata"].get("deletionGracePeriodSeconds") or 0
            for pod in remaining.get("pods", ())
        ]
        longest = max(graces, default=0) or 15
        return (longest // 2 + 1) * SECOND

    def _empty(self, namespace: str) -> dict[str, list[Object]]:
        pods = self._delete_all("pods", namespace)
        if pods:
            return {"pods": pods}
        remaining = {}
        for kind in self._kinds.all():
            if _is_content(kind) and kind.resource != "pods":
                left = self._delete_all(kind.resource, namespace)
                if left:
                    remaining[kind.resource] = left
        return remaining

    def _delete_all(self, resource: str, namespace: str) -> list[Object]:
        for obj in self._client.list(resource, namespace):
            if "deletionTimestamp" not in obj["metadata"]:
                self._delete(resource, obj)
        return self._client.list(resource, namespace)

    def _delete(self, resource: str, obj: Object) -> None:
        metadata = obj["metadata"]
        try:
            self._client.delete(
                resource, metadata["namespace"], metadata["name"], propagation="Background"
            )
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _tell(self, namespace: Object, remaining: dict[str, list[Object]]) -> Object:
        known = list((namespace.get("status") or {}).get("conditions") or ())
        conditions = []
        for type_, reason, message in _CONDITIONS:
            row = self._condition(type_, reason, message, remaining)
            current = find_condition(known, type_)
            if current is not None and current["status"] == row["status"]:
                row["lastTransitionTime"] = current["lastTransitionTime"]
            conditions.append(row)
        if conditions == known:
            return namespace
        status = {**(namespace.get("status") or {}), "conditions": conditions}
        return self._client.update_status("namespaces", {**namespace, "status": status})

    def _condition(
        self, type_: str, reason: str, message: str, remaining: dict[str, list[Object]]
    ) -> Object:
        status = "False"
        if type_ == "NamespaceContentRemaining" and remaining:
            status, reason, message = "True", "SomeResourcesRemain", _remaining_words(remaining)
        held = _finalizers(remaining)
        if type_ == "NamespaceFinalizersRemaining" and held:
            status, reason, message = "True", "SomeFinalizersRemain", _finalizer_words(held)
        return {
            "type": type_,
            "status": status,
            "lastTransitionTime": rfc3339(self._sim.now),
            "reason": reason,
            "message": message,
        }


def _is_content(kind: Kind) -> bool:
    if not kind.namespaced or kind.resource in SKIPPED:
        return False
    return "list" in kind.verbs and "delete" in kind.verbs


def _remaining_words(remaining: dict[str, list[Object]]) -> str:
    rows = [
        f"{name} has {len(left)} resource instances"
        for name, left in sorted(
            (r if "." in r else f"{r}.", left) for r, left in remaining.items()
        )
    ]
    return "Some resources are remaining: " + ", ".join(rows)


def _finalizers(remaining: dict[str, list[Object]]) -> dict[str, int]:
    held: dict[str, int] = {}
    for left in remaining.values():
        for obj in left:
            for finalizer in obj["metadata"].get("finalizers") or ():
                held[finalizer] = held.get(finalizer, 0) + 1
    return held


def _finalizer_words(held: dict[str, int]) -> str:
    rows = [f"{name} in {count} resource instances" for name, count in sorted(held.items())]
    return "Some content in the namespace has finalizers remaining: " + ", ".join(rows)
