"""Faults that stand: which of those that somebody put on the cluster were not lifted again.

Read from the recorded causes; what a fault brings about is said by other facts.  Not here: the
faults (``engine.faults``).
"""

from podlab.engine.kernel.causes import Cause
from podlab.engine.objects.meta import dig
from podlab.engine.observe.facts import Fact, Records, stamp
from podlab.engine.store.store import Object

_LIFTED_BY = {
    "stop-kubelet": ("start-kubelet", "reboot"),
    "cut-network": ("restore-network",),
    "fill-disk": ("free-disk",),
    "fail-probe": ("heal-probe",),
    "registry-down": ("registry-up",),
    "slow-registry": ("slow-registry",),
}
"""What ends a fault: these words with the same first argument."""
_OF_NODES = frozenset({"stop-kubelet", "cut-network", "fill-disk"})
_OF_PODS = frozenset({"fail-probe", "load", "memory"})
_OF_REGISTRIES = frozenset({"registry-down", "slow-registry"})


def standing(records: Records) -> list[Cause]:
    """The faults that are recorded and were not lifted, oldest first."""
    found: list[Cause] = []
    for cause in records.causes.rows.values():
        if cause.component != "learner" or cause.action != "fault":
            continue
        words = cause.subject.split(" ")
        found = [one for one in found if not _lifts(words, one.subject.split(" "))]
        if words[0] in _LIFTED_BY or words[0] in _OF_PODS:
            found.append(cause)
    return found


def _lifts(later: list[str], earlier: list[str]) -> bool:
    about = earlier[1:2] if earlier[0] != "slow-registry" else []
    same = later[1:2] == about or not about
    return same and (later[0] in _LIFTED_BY.get(earlier[0], ()) or later[0] == earlier[0])


def node_faults(records: Records, node: str) -> list[Fact]:
    """The faults that a node suffers from."""
    return [
        _fact(records, cause, (("nodes", "", node),))
        for cause in standing(records)
        if _name(cause) in _OF_NODES and _about(cause) == node
    ]


def pod_faults(records: Records, pod: Object) -> list[Fact]:
    """The faults that a Pod suffers from: its own, its node's, and the registries' while an image
    is missing."""
    metadata = pod["metadata"]
    born = stamp(metadata.get("creationTimestamp"))
    names = (metadata["name"], f"{metadata['namespace']}/{metadata['name']}")
    key = ("pods", metadata["namespace"], metadata["name"])
    mine = [
        _fact(records, cause, (key,))
        for cause in standing(records)
        if _name(cause) in _OF_PODS and _about(cause) in names and cause.time >= born
    ]
    node = dig(pod, "spec", "nodeName", default="")
    return mine + (node_faults(records, node) if node else [])


def registry_faults(records: Records) -> list[Fact]:
    """The faults that keep images from coming."""
    found = (cause for cause in standing(records) if _name(cause) in _OF_REGISTRIES)
    return [_fact(records, cause, ()) for cause in found]


def _name(cause: Cause) -> str:
    return cause.subject.split(" ")[0]


def _about(cause: Cause) -> str:
    return (cause.subject.split(" ") + [""])[1]


def _fact(records: Records, cause: Cause, keys: tuple[tuple[str, str, str], ...]) -> Fact:
    refs = tuple(records.ref_by_key(*key) for key in keys)
    return Fact("fault-stands", {"words": cause.subject}, refs, cause.time)
