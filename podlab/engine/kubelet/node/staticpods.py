"""Static Pods: manifests in a directory of the node, and their mirrors in the API.

Here: reading /etc/kubernetes/manifests, mirror Pods (more/static-and-node).  The real kubelet is
told of changes by inotify; here it looks every few seconds.  Not here: how they run (as any Pod).
"""

import hashlib
from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import SECOND, rfc3339_micro
from podlab.engine.kubelet.context import Context
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects import yaml
from podlab.engine.objects.defaults import apply_defaults
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.schema import decode_as
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

DIRECTORY = "/etc/kubernetes/manifests"
PERIOD = 5 * SECOND
MIRROR = "kubernetes.io/config.mirror"
HASH = "kubernetes.io/config.hash"
SOURCE = "kubernetes.io/config.source"
SEEN = "kubernetes.io/config.seen"
MAX_FILES = 50
MAX_BYTES = 256 * 1024


class StaticPods:
    """The static Pods of one node.  ``on_pod(type, pod)`` hears of ADDED and DELETED ones."""

    def __init__(self, context: Context, on_pod: Callable[[str, Object], None]) -> None:
        self._context = context
        self._on_pod = on_pod
        context.sim.register(context.target("static"), self._handle)

    def start(self) -> None:
        """Begin to look."""
        self._handle("look", self._context.state.node.booted)

    def is_mirror(self, pod: Object) -> bool:
        """Whether a Pod of the API is the image of a static one."""
        return MIRROR in (pod["metadata"].get("annotations") or {})

    def is_own(self, pod: Object) -> bool:
        """Whether a Pod comes from a manifest of this node."""
        annotations = pod["metadata"].get("annotations") or {}
        return annotations.get(SOURCE) == "file" and MIRROR not in annotations

    def mirror(self, pod: Object) -> None:
        """Show a static Pod in the API."""
        context, metadata = self._context, pod["metadata"]
        node = context.feed.get("nodes", "", context.node.name)
        if node is None:
            return
        owner = {
            "apiVersion": "v1",
            "kind": "Node",
            "name": context.node.name,
            "uid": node["metadata"]["uid"],
            "controller": True,
        }
        annotations = {**metadata["annotations"], MIRROR: metadata["annotations"][HASH]}
        body = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": metadata["name"],
                "namespace": metadata["namespace"],
                "labels": metadata.get("labels") or {},
                "annotations": annotations,
                "ownerReferences": [owner],
            },
            "spec": pod["spec"],
        }
        try:
            context.client.create("pods", metadata["namespace"], body)
        except ApiError:
            return  # it is there already, or its namespace is not: the next look tries again

    def unmirror(self, pod: Object) -> None:
        """Take a static Pod's image out of the API."""
        metadata = pod["metadata"]
        try:
            self._context.client.delete("pods", metadata["namespace"], metadata["name"], grace=0)
        except ApiError:
            return  # somebody was faster

    def _handle(self, _kind: str, payload: Any) -> None:
        context = self._context
        if not context.state.running or payload != context.state.node.booted:
            return
        context.sim.after(PERIOD, context.target("static"), "look", payload)
        found = self._manifests()
        known = context.state.static
        for uid in [uid for uid in known if uid not in found]:
            self._on_pod("DELETED", known.pop(uid))
        names = {_place(pod) for pod in known.values()}
        running = {_place(record.pod) for record in context.state.pods.values() if record.static}
        for uid, pod in found.items():
            if uid not in known and _place(pod) not in names | running:
                known[uid] = pod
                self._on_pod("ADDED", pod)
        for uid, pod in known.items():
            if uid in context.state.pods and context.feed.get("pods", *_place(pod)) is None:
                self.mirror(pod)

    def _manifests(self) -> dict[str, Object]:
        files, found = self._context.files, {}
        try:
            if not files.exists(DIRECTORY):
                return {}
            for name in files.listdir(DIRECTORY)[:MAX_FILES]:
                path = f"{DIRECTORY}/{name}"
                if name.startswith(".") or not name.endswith((".yaml", ".yml", ".json")):
                    continue
                data = files.read(path)
                pod = self._pod(data) if len(data) <= MAX_BYTES else None
                if pod is not None:
                    found[pod["metadata"]["uid"]] = pod
        except SystemCallError:
            return found
        return found

    def _pod(self, data: bytes) -> Object | None:
        node = self._context.node.name
        uid = hashlib.md5(data + node.encode(), usedforsecurity=False).hexdigest()
        known = self._context.state.static.get(uid)
        if known is not None:
            return known
        try:
            value = yaml.load(data.decode("utf-8", "replace"))
        except yaml.YamlError:
            return None
        if not isinstance(value, dict) or value.get("kind") != "Pod":
            return None
        return self._static(value, uid)

    def _static(self, value: Object, uid: str) -> Object | None:
        kind = KindTable().by_resource("pods")
        try:
            value, _ = decode_as("v1", "Pod", value)
        except ApiError:
            return None
        metadata, spec = value.get("metadata") or {}, value.get("spec") or {}
        if kind is None or not metadata.get("name") or not spec.get("containers"):
            return None
        node = self._context.node.name
        annotations = {
            **(metadata.get("annotations") or {}),
            HASH: uid,
            SEEN: rfc3339_micro(self._context.now),
            SOURCE: "file",
        }
        body = {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                **metadata,
                "name": f"{metadata['name']}-{node}",
                "namespace": metadata.get("namespace") or "default",
                "uid": uid,
                "annotations": annotations,
            },
            "spec": {
                **spec,
                "nodeName": node,
                "tolerations": [{"operator": "Exists", "effect": "NoExecute"}],
            },
            "status": {"phase": "Pending"},
        }
        return apply_defaults(kind, body)


def _place(pod: Object) -> tuple[str, str]:
    return pod["metadata"]["namespace"], pod["metadata"]["name"]
