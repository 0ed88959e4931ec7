"""From a Service and its Pods to endpoints: what the Endpoints and EndpointSlice controllers share.

Here: which services a Pod's change concerns, ports, addresses, trigger times.  Not here: how the
endpoints are written down.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from podlab.engine.client.workqueue import WorkQueue
from podlab.engine.controllers.context import ControllerContext, key_of
from podlab.engine.controllers.pods import (
    condition,
    is_finished,
    is_ready,
    phase,
    pods_by_label,
    pods_matching,
)
from podlab.engine.kernel.clock import SECOND
from podlab.engine.objects.meta import drop, labels_of, put

Object = dict[str, Any]

TRIGGER_TIME = "endpoints.kubernetes.io/last-change-trigger-time"
HEADLESS = "service.kubernetes.io/headless"
SMALL = 20
PER_POD = 200
"""Microseconds that changes of a large service are gathered for each of its Pods."""


@dataclass(slots=True)
class TriggerTimesState:
    """Plain data: when each service, and each of its Pods, last changed."""

    services: dict[str, dict[str, str]] = field(default_factory=dict)


class ServiceWatch:
    """Adds a service's key to a queue when its endpoints may change."""

    def __init__(
        self, context: ControllerContext, component: str, reconcile: Callable[[str], None]
    ) -> None:
        self._services = context.index("services-by-label", "services", _label_key)
        self._pods = pods_by_label(context)
        self.times = context.state(f"{component}/trigger-times", TriggerTimesState)
        self.queue: WorkQueue = context.queue(component, reconcile)
        context.informers.watch("services", self._on_service)
        context.informers.watch("pods", self._on_pod)

    def _on_service(self, type_: str, obj: Object, _previous: Object | None) -> None:
        if type_ == "DELETED":
            self.times.services.pop(key_of(obj), None)
        self.queue.add(key_of(obj))

    def _on_pod(self, type_: str, pod: Object, previous: Object | None) -> None:
        labels = [labels_of(pod)]
        if previous is not None and labels_of(previous) != labels[0]:
            labels.append(labels_of(previous))
        services = self._meant(pod["metadata"]["namespace"], labels)
        if not services:
            return
        if previous is not None and type_ != "DELETED" and not _matters(pod, previous):
            return
        for service in services:
            self._add(service, service["spec"]["selector"])

    def _meant(self, namespace: str, labels: list[dict[str, str]]) -> list[Object]:
        """The services of a namespace whose selector means any of these labels, by name."""
        found: dict[str, Object] = {}
        for each in labels:
            for key, value in each.items():
                for service in self._services.objects(f"{namespace}/{key}={value}"):
                    if service["spec"]["selector"].items() <= each.items():
                        found[service["metadata"]["name"]] = service
        return [found[name] for name in sorted(found)]

    def _add(self, service: Object, selector: dict[str, str]) -> None:
        """Look soon; at large services a little later, so that many changes are one write."""
        namespace = service["metadata"]["namespace"]
        size = min(
            self._pods.count(f"{namespace}/{key}={value}") for key, value in selector.items()
        )
        if size <= SMALL:
            self.queue.add(key_of(service))
        else:
            self.queue.add_after(key_of(service), min(size * PER_POD, SECOND))

    def pods(self, service: Object) -> list[Object]:
        """The Pods that a service selects, ready for its endpoints or not."""
        namespace = service["metadata"]["namespace"]
        return pods_matching(self._pods, namespace, service["spec"]["selector"])

    def trigger_time(self, service: Object, pods: list[Object]) -> str:
        """The earliest change of the service and all its Pods since the last time that this was
        asked; '' if nothing changed."""
        key = key_of(service)
        seen = {"": service["metadata"]["creationTimestamp"]}
        for pod in pods:
            ready = condition(pod, "Ready")
            if ready is not None and ready.get("lastTransitionTime"):
                seen[pod["metadata"]["uid"]] = ready["lastTransitionTime"]
        before = self.times.services.get(key, {})
        self.times.services[key] = seen
        return min((time for uid, time in seen.items() if before.get(uid) != time), default="")


def _label_key(service: Object) -> list[str]:
    """One of the labels that a Pod must have for a service to mean it."""
    selector = service["spec"].get("selector")
    if not selector:
        return []
    key, value = min(selector.items())
    return [f"{service['metadata']['namespace']}/{key}={value}"]


def _matters(pod: Object, previous: Object) -> bool:
    return (
        is_ready(pod) != is_ready(previous)
        or address(pod) != address(previous)
        or phase(pod) != phase(previous)
        or labels_of(pod) != labels_of(previous)
        or ("deletionTimestamp" in pod["metadata"]) != ("deletionTimestamp" in previous["metadata"])
    )


def triggered(obj: Object, changed: str) -> Object:
    """The object with the time of the change that led to it; without one, and without empty
    annotations, where nothing tells it."""
    notes = dict(obj["metadata"].get("annotations") or {})
    notes.pop(TRIGGER_TIME, None)
    if changed:
        notes[TRIGGER_TIME] = changed
    path = ("metadata", "annotations")
    return put(obj, path, notes) if notes else drop(obj, path)


def with_address(pods: list[Object]) -> list[Object]:
    """Those Pods that can be endpoints."""
    return [pod for pod in pods if address(pod) and not is_finished(pod)]


def address(pod: Object) -> str:
    """The Pod's address, '' before it has one."""
    return (pod.get("status") or {}).get("podIP") or ""


def is_headless(service: Object) -> bool:
    """Whether the service has no address of its own."""
    return service["spec"].get("clusterIP", "") in ("", "None")


def wants_endpoints(service: Object | None) -> bool:
    """Whether controllers keep endpoints for a service."""
    return (
        service is not None
        and bool(service["spec"].get("selector"))
        and service["spec"].get("type") != "ExternalName"
    )


def port_number(pod: Object, port: Object) -> int | None:
    """The number of a service port's target on a Pod; None if the Pod has no such named port."""
    target = port.get("targetPort", port["port"])
    if isinstance(target, int):
        return target or int(port["port"])
    protocol = port.get("protocol", "TCP")
    for container in (*(pod["spec"].get("initContainers") or ()), *pod["spec"]["containers"]):
        for each in container.get("ports") or ():
            if each.get("name") == target and each.get("protocol", "TCP") == protocol:
                return int(each["containerPort"])
    return None


def has_fixed_ports(service: Object) -> bool:
    """Whether all Pods serve the same ports: none is looked up by name."""
    rows = service["spec"].get("ports") or ()
    return all(isinstance(row.get("targetPort", row["port"]), int) for row in rows)


Ports = Callable[[Object, Object], list[Object]]
"""The ports of a service on a Pod, as one kind of record writes them."""


def by_ports(
    service: Object, pods: Iterable[Object], ports_of: Ports
) -> Iterator[tuple[str, list[Object], Object]]:
    """Each Pod with its ports and a key of them, which Pods with the same ports share."""
    fixed = has_fixed_ports(service)
    ports: list[Object] = []
    key = ""
    for pod in pods:
        if not fixed or not key:
            ports = ports_of(service, pod)
            key = json.dumps(ports)
        yield key, ports, pod


def target_reference(pod: Object) -> Object:
    """The reference from an endpoint to its Pod."""
    metadata = pod["metadata"]
    return {
        "kind": "Pod",
        "namespace": metadata["namespace"],
        "name": metadata["name"],
        "uid": metadata["uid"],
    }


def hostname(pod: Object, service: Object) -> str:
    """The name that a headless service gives to a Pod, '' if none."""
    spec = pod["spec"]
    if spec.get("hostname") and spec.get("subdomain") == service["metadata"]["name"]:
        return str(spec["hostname"])
    return ""
