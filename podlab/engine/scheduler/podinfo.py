"""What the scheduler reads out of a Pod, once: requests, ports, tolerations, affinity terms.

Derived data, never part of a snapshot.  Not here: nodes (``nodeinfo``) or decisions.
"""

from dataclasses import dataclass, field
from operator import attrgetter
from sys import intern
from typing import Any

from podlab.engine.client.selecting import selects
from podlab.engine.objects.quantity import milli, value_of

Object = dict[str, Any]
Requests = dict[str, int]

DEFAULT_CPU = 100
DEFAULT_MEMORY = 200 * 1024 * 1024
_POD_LEVEL = ("cpu", "memory")
_weight = attrgetter(
    "uid",
    "labels",
    "priority",
    "requests",
    "score_cpu",
    "score_memory",
    "ports",
    "claims",
    "required",
    "required_anti",
    "preferred",
    "preferred_anti",
    "terminating",
)
"""All that plugins read of Pods that are on a node."""


@dataclass(slots=True, frozen=True)
class Term:
    """One affinity term: which Pods it means, and over which topology."""

    selector: Object | None
    namespaces: tuple[str, ...]
    namespace_selector: Object | None
    topology: str
    weight: int = 0

    def matches(self, pod: "PodInfo", namespaces: dict[str, dict[str, str]]) -> bool:
        """Whether the term means a Pod; ``namespaces`` are the labels of each namespace."""
        inside = pod.namespace in self.namespaces
        if not inside and self.namespace_selector is not None:
            inside = selects(self.namespace_selector, namespaces.get(pod.namespace, {}))
        return inside and selects(self.selector, pod.labels)


@dataclass(slots=True)
class PodInfo:
    """A Pod as plugins see it."""

    pod: Object
    name: str
    namespace: str
    uid: str
    labels: dict[str, str]
    priority: int
    requests: Requests
    score_cpu: int
    score_memory: int
    ports: tuple[tuple[str, str, int], ...] = ()
    tolerations: tuple[Object, ...] = ()
    required: tuple[Term, ...] = ()
    required_anti: tuple[Term, ...] = ()
    preferred: tuple[Term, ...] = ()
    preferred_anti: tuple[Term, ...] = ()
    claims: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """``namespace/name``."""
        return f"{self.namespace}/{self.name}"

    def asks(self) -> str:
        """All that a plugin reads that looks at this Pod and one node only: Pods of a template
        ask the same."""
        spec = self.pod["spec"]
        near = (spec.get("affinity") or {}).get("nodeAffinity")
        named = (spec.get("nodeName"), spec.get("nodeSelector"), near)
        sizes = (self.requests, self.score_cpu, self.score_memory)
        return intern(repr((named, self.tolerations, self.ports, sizes)))

    def weighs_like(self, other: "PodInfo") -> bool:
        """Whether the one on a node in place of the other changes nothing for anybody."""
        return bool(_weight(self) == _weight(other))

    @property
    def has_affinity(self) -> bool:
        """Whether the Pod has any term towards other Pods."""
        return bool(self.required or self.required_anti or self.preferred or self.preferred_anti)

    @property
    def terminating(self) -> bool:
        """Whether the Pod is being deleted."""
        return "deletionTimestamp" in self.pod["metadata"]


def pod_info(pod: Object) -> PodInfo:
    """Read a Pod."""
    metadata, spec = pod["metadata"], pod["spec"]
    affinity = spec.get("affinity") or {}
    near, far = affinity.get("podAffinity") or {}, affinity.get("podAntiAffinity") or {}
    namespace = metadata.get("namespace", "")
    labels = metadata.get("labels") or {}
    score = pod_requests(spec, {"cpu": DEFAULT_CPU, "memory": DEFAULT_MEMORY})
    return PodInfo(
        pod=pod,
        name=metadata["name"],
        namespace=namespace,
        uid=metadata.get("uid", ""),
        labels=labels,
        priority=spec.get("priority") or 0,
        requests=pod_requests(spec, {}),
        score_cpu=score.get("cpu", 0),
        score_memory=score.get("memory", 0),
        ports=_host_ports(spec),
        tolerations=tuple(spec.get("tolerations") or ()),
        required=_required(near, namespace, labels),
        required_anti=_required(far, namespace, labels),
        preferred=_preferred(near, namespace, labels),
        preferred_anti=_preferred(far, namespace, labels),
        claims=_claims(metadata["name"], spec),
    )


def _claims(name: str, spec: Object) -> tuple[str, ...]:
    found = []
    for volume in spec.get("volumes") or ():
        if "persistentVolumeClaim" in volume:
            found.append(volume["persistentVolumeClaim"]["claimName"])
        elif "ephemeral" in volume:
            found.append(f"{name}-{volume['name']}")
    return tuple(found)


def _host_ports(spec: Object) -> tuple[tuple[str, str, int], ...]:
    found = []
    for container in (*(spec.get("initContainers") or ()), *(spec.get("containers") or ())):
        for port in container.get("ports") or ():
            if port.get("hostPort"):
                address = port.get("hostIP") or "0.0.0.0"
                found.append((address, port.get("protocol", "TCP"), int(port["hostPort"])))
    return tuple(found)


def _required(part: Object, namespace: str, labels: dict[str, str]) -> tuple[Term, ...]:
    rows = part.get("requiredDuringSchedulingIgnoredDuringExecution") or ()
    return tuple(_term(row, namespace, labels) for row in rows)


def _preferred(part: Object, namespace: str, labels: dict[str, str]) -> tuple[Term, ...]:
    rows = part.get("preferredDuringSchedulingIgnoredDuringExecution") or ()
    return tuple(
        _term(row["podAffinityTerm"], namespace, labels, row.get("weight", 0)) for row in rows
    )


def _term(row: Object, namespace: str, labels: dict[str, str], weight: int = 0) -> Term:
    names = tuple(row.get("namespaces") or ())
    by_labels = row.get("namespaceSelector")
    if not names and by_labels is None:
        names = (namespace,)
    selector = with_label_keys(row, labels)
    return Term(selector, names, by_labels, row.get("topologyKey", ""), weight)


def with_label_keys(row: Object, labels: dict[str, str]) -> Object | None:
    """A term's or constraint's selector with its ``matchLabelKeys`` filled in."""
    selector: Object | None = row.get("labelSelector")
    same = {key: labels[key] for key in row.get("matchLabelKeys") or () if key in labels}
    other = [
        {"key": key, "operator": "NotIn", "values": [labels[key]]}
        for key in row.get("mismatchLabelKeys") or ()
        if key in labels
    ]
    if selector is None or not (same or other):
        return selector
    return {
        "matchLabels": {**(selector.get("matchLabels") or {}), **same},
        "matchExpressions": [*(selector.get("matchExpressions") or ()), *other],
    }


def amount(resource: str, text: str | int) -> int:
    """A quantity as whole number: millicores of cpu, bytes or pieces of anything else."""
    return milli(text) if resource == "cpu" else value_of(text)


def pod_requests(spec: Object, missing: Requests) -> Requests:
    """What a Pod asks for altogether; ``missing`` stands in where a container is silent."""
    total: Requests = {}
    for container in spec.get("containers") or ():
        _add(total, _asked(container, missing))
    sidecars: Requests = {}
    peak: Requests = {}
    for container in spec.get("initContainers") or ():
        asked = _asked(container, missing)
        if container.get("restartPolicy") == "Always":
            _add(total, asked)
            _add(sidecars, asked)
            asked = dict(sidecars)
        else:
            _add(asked, sidecars)
        _raise_to(peak, asked)
    _raise_to(total, peak)
    whole = (spec.get("resources") or {}).get("requests") or {}
    for resource in whole:
        if resource in _POD_LEVEL or resource.startswith("hugepages-"):
            total[resource] = amount(resource, whole[resource])
    for resource, text in (spec.get("overhead") or {}).items():
        total[resource] = total.get(resource, 0) + amount(resource, text)
    return total


def _asked(container: Object, missing: Requests) -> Requests:
    requests = (container.get("resources") or {}).get("requests") or {}
    return {**missing, **{name: amount(name, text) for name, text in requests.items()}}


def _add(total: Requests, more: Requests) -> None:
    for name, number in more.items():
        total[name] = total.get(name, 0) + number


def _raise_to(total: Requests, peak: Requests) -> None:
    for name, number in peak.items():
        total[name] = max(total.get(name, 0), number)
