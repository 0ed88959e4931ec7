"""Static Pods: manifests in a directory of the node, and their mirrors in the API.

Here: reading /etc/kubernetes/manifests, mirror Pods.  Not here: how they run (as any other Pod).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kernel.clock import SECOND
from podlab.engine.kubelet.context import Context

Object = dict[str, Any]

DIRECTORY = "/etc/kubernetes/manifests"
PERIOD = 20 * SECOND
MIRROR = "kubernetes.io/config.mirror"
HASH = "kubernetes.io/config.hash"


class StaticPods:
    """The static Pods of one node.  Not simulated yet: manifests are not read."""

    def __init__(self, context: Context, on_pod: Callable[[str, Object], None]) -> None:
        self._context = context
        self._on_pod = on_pod

    def start(self) -> None:
        """Look at the directory."""

    def is_mirror(self, pod: Object) -> bool:
        """Whether a Pod of the API is the image of a static one."""
        return MIRROR in (pod["metadata"].get("annotations") or {})

    def is_own(self, pod: Object) -> bool:
        """Whether a Pod comes from a manifest of this node."""
        annotations = pod["metadata"].get("annotations") or {}
        return (
            annotations.get("kubernetes.io/config.source") == "file" and MIRROR not in annotations
        )

    def mirrored(self, pod: Object) -> None:
        """The API server shows a mirror Pod."""
