"""Which Pods of a node ``kubectl drain`` evicts, leaves alone, or refuses to touch.

Not here: evicting them (``drain``).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.objects.meta import controller_of

Object = dict[str, Any]

MIRROR = "kubernetes.io/config.mirror"
_DAEMON = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
_LOCAL = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
_ALONE = "cannot delete Pods that declare no controller (use --force to override)"
_IGNORED = "ignoring DaemonSet-managed Pods"
_FORCED = "deleting Pods that declare no controller"


def evictable(c: Context, node: str) -> tuple[list[list[str]], list[str], str]:
    """The Pods to evict ([namespace, name, uid]), what forbids it, and what to warn of."""
    pods = c.client.list("pods", None, str(c.flag("pod-selector") or ""), f"spec.nodeName={node}")
    chosen: list[list[str]] = []
    told: dict[str, list[str]] = {}
    for pod in pods:
        metadata = pod["metadata"]
        go, words = _verdict(c, pod)
        if words:
            told.setdefault(words, []).append(f"{metadata['namespace']}/{metadata['name']}")
        if go:
            chosen.append([metadata["namespace"], metadata["name"], metadata.get("uid", "")])
    rows = {words: f"{words}: {', '.join(names)}" for words, names in told.items()}
    problems = [rows[words] for words in (_DAEMON, _ALONE, _LOCAL) if words in rows]
    warning = "; ".join(rows[words] for words in (_IGNORED, _FORCED) if words in rows)
    return chosen, problems, warning


def _verdict(c: Context, pod: Object) -> tuple[bool, str]:
    """Whether a Pod is evicted, and what is to be said of it."""
    if MIRROR in (pod["metadata"].get("annotations") or {}):
        return False, ""
    done = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
    if done:
        return True, ""
    owner = controller_of(pod)
    if owner is not None and owner["kind"] == "DaemonSet":
        return False, _IGNORED if c.flag("ignore-daemonsets") else _DAEMON
    local = any("emptyDir" in volume for volume in pod["spec"].get("volumes") or [])
    if local and not c.flag("delete-emptydir-data"):
        return False, _LOCAL
    if owner is None:
        return bool(c.flag("force")), _FORCED if c.flag("force") else _ALONE
    return True, ""
