"""The garbage collector: what nobody owns any more goes; foreground and orphan deletion.

Here: the graph of owners (derived from the caches) and what is done along it.  Not here: setting
the finalizers that a propagation policy asks for (``apiserver``).
"""

from functools import partial
from typing import Any, NamedTuple

from podlab.engine.controllers.context import ControllerContext
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "generic-garbage-collector"
FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"
IGNORED = ("events", "events.events.k8s.io")
HANDLING_TIME = 12_000
REACTION_TIME = 10_000
"""More for what has lost its owner: live looks at both (recorded: scenarios/gc)."""
CRDS = "customresourcedefinitions.apiextensions.k8s.io"


class Node(NamedTuple):
    """Where an object of the graph is kept."""

    resource: str
    namespace: str
    name: str


class GarbageCollector:
    """Watches every kind that can be deleted."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._kinds: KindTable = context.kinds
        self._client = context.client(NAME)
        self._known: dict[str, Node] = {}
        self._dependents: dict[str, dict[Node, None]] = {}
        self.queue = context.queue(NAME, self.reconcile, HANDLING_TIME)
        watched = {k.resource for k in self._kinds.all() if "delete" in k.verbs}
        watched |= set(context.informers.state.caches)
        for resource in sorted(watched.difference(IGNORED)):
            self._watch(resource)
        context.informers.watch(CRDS, self._on_definition)

    def _watch(self, resource: str) -> None:
        self._informers.watch(resource, partial(self._on_change, resource))
        for (namespace, name), obj in self._informers.state.caches[resource].items():
            self._learn(Node(resource, namespace, name), obj)

    def _on_definition(self, type_: str, obj: Object, _previous: Object | None) -> None:
        spec = obj["spec"]
        resource = f"{spec['names']['plural']}.{spec['group']}"
        if type_ != "DELETED" and resource not in self._informers.state.caches:
            self._watch(resource)

    def _learn(self, node: Node, obj: Object) -> None:
        metadata = obj["metadata"]
        self._known[metadata["uid"]] = node
        for reference in metadata.get("ownerReferences") or ():
            self._dependents.setdefault(reference["uid"], {})[node] = None

    def _unlearn(self, node: Node, obj: Object) -> None:
        for reference in obj["metadata"].get("ownerReferences") or ():
            places = self._dependents.get(reference["uid"])
            if places is not None:
                places.pop(node, None)
                if not places:
                    del self._dependents[reference["uid"]]

    def _on_change(self, resource: str, type_: str, obj: Object, previous: Object | None) -> None:
        metadata = obj["metadata"]
        before = previous["metadata"] if previous is not None else {}
        owners = metadata.get("ownerReferences")
        if type_ == "MODIFIED" and owners == before.get("ownerReferences"):
            if "deletionTimestamp" in metadata:
                self._on_deletion(_node(resource, metadata), metadata, before)
            return
        node = _node(resource, metadata)
        if previous is not None:
            self._unlearn(node, previous)
        if type_ == "DELETED":
            self._on_gone(metadata)
            return
        self._learn(node, obj)
        if any(reference["uid"] not in self._known for reference in owners or ()):
            self._add(node)
        if "deletionTimestamp" in metadata:
            self._on_deletion(node, metadata, before)
        for reference in before.get("ownerReferences") or ():
            self._wake_owner(reference)

    def _on_gone(self, metadata: Object) -> None:
        self._known.pop(metadata["uid"], None)
        for node in sorted(self._dependents.get(metadata["uid"], ())):
            self._add(node, REACTION_TIME)
        for reference in metadata.get("ownerReferences") or ():
            self._wake_owner(reference)

    def _wake_owner(self, reference: Object) -> None:
        """An owner that waits for its dependents may be finished now."""
        node = self._known.get(reference["uid"])
        owner = self._informers.get(*node) if node else None
        if node and owner and "deletionTimestamp" in owner["metadata"]:
            self._add(node)

    def _on_deletion(self, node: Node, metadata: Object, before: Object) -> None:
        finalizers = metadata.get("finalizers") or ()
        if FOREGROUND not in finalizers and ORPHAN not in finalizers:
            return
        if "deletionTimestamp" in before and finalizers == before.get("finalizers"):
            return
        self._add(node)
        if FOREGROUND in finalizers:
            for each in sorted(self._dependents.get(metadata["uid"], ())):
                self._add(each, REACTION_TIME)

    def _add(self, node: Node, delay: int = 0) -> None:
        self.queue.add_after("|".join(node), delay)

    def reconcile(self, key: str) -> None:
        """Look at one object: finish its deletion, or delete it if its owners are gone."""
        node = Node(*key.split("|"))
        try:
            obj = self._client.get(*node)
            self._attend(node, obj)
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _attend(self, node: Node, obj: Object) -> None:
        metadata = obj["metadata"]
        if "deletionTimestamp" in metadata:
            finalizers = metadata.get("finalizers") or []
            if ORPHAN in finalizers:
                self._orphan(node, obj)
            elif FOREGROUND in finalizers:
                self._finish_foreground(node, obj)
            return
        references = metadata.get("ownerReferences") or []
        if references:
            self._judge(node, obj, references)

    def _finish_foreground(self, node: Node, obj: Object) -> None:
        uid = obj["metadata"]["uid"]
        for dependent in sorted(self._dependents.get(uid, ())):
            held = self._informers.get(*dependent)
            for reference in (held or {}).get("metadata", {}).get("ownerReferences") or ():
                if reference["uid"] == uid and reference.get("blockOwnerDeletion"):
                    return
        self._without_finalizer(node, obj, FOREGROUND)

    def _orphan(self, node: Node, obj: Object) -> None:
        uid = obj["metadata"]["uid"]
        for dependent in sorted(self._dependents.get(uid, ())):
            held = self._informers.get(*dependent)
            if held is not None:
                self._drop_references(dependent, held, {uid})
        self._without_finalizer(node, obj, ORPHAN)

    def _without_finalizer(self, node: Node, obj: Object, finalizer: str) -> None:
        left = [each for each in obj["metadata"]["finalizers"] if each != finalizer]
        self._client.update(node.resource, put(obj, ("metadata", "finalizers"), left))

    def _drop_references(self, node: Node, obj: Object, uids: set[str]) -> None:
        metadata = obj["metadata"]
        left = [r for r in metadata.get("ownerReferences") or () if r["uid"] not in uids]
        patch = {"metadata": {"uid": metadata["uid"], "ownerReferences": left or None}}
        try:
            self._client.patch(*node, patch, "merge")
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _judge(self, node: Node, obj: Object, references: list[Object]) -> None:
        verdicts = [(r, self._verdict(node, r)) for r in references]
        waiting = {r["uid"] for r, verdict in verdicts if verdict == "waiting"}
        gone = {r["uid"] for r, verdict in verdicts if verdict == "absent"}
        if len(waiting) + len(gone) < len(references):
            if waiting or gone:
                self._drop_references(node, obj, waiting | gone)
            return
        uid = obj["metadata"]["uid"]
        policy = "Background"
        if waiting and self._dependents.get(uid):
            policy = "Foreground"
        finalizers = obj["metadata"].get("finalizers") or ()
        if ORPHAN in finalizers:
            policy = "Orphan"
        elif FOREGROUND in finalizers:
            policy = "Foreground"
        self._client.delete(*node, uid=uid, propagation=policy)

    def _verdict(self, node: Node, reference: Object) -> str:
        """``solid``, ``waiting`` (being deleted in the foreground, held by us) or ``absent``."""
        kind = self._kinds.by_kind(reference["apiVersion"], reference["kind"])
        if kind is None:
            return "solid"
        namespace = node.namespace if kind.namespaced else ""
        try:
            owner = self._client.get(kind.resource, namespace, reference["name"])
        except ApiError as error:
            if error.reason == "NotFound":
                return "absent"
            raise
        metadata = owner["metadata"]
        if metadata["uid"] != reference["uid"]:
            return "absent"
        foreground = FOREGROUND in (metadata.get("finalizers") or ())
        return "waiting" if "deletionTimestamp" in metadata and foreground else "solid"


def _node(resource: str, metadata: Object) -> Node:
    return Node(resource, metadata.get("namespace", ""), metadata["name"])
