"""The EndpointSlice controller: which addresses a service has, a hundred to a slice.

Here: slices by ports, filled and reused.  Not here: routing by them (``engine.network.service``).
"""

import json
from functools import lru_cache
from typing import Any

from podlab.engine.controllers.context import ControllerContext, split_key
from podlab.engine.controllers.endpoint.serviceendpoints import (
    HEADLESS,
    ServiceWatch,
    address,
    by_ports,
    hostname,
    is_headless,
    port_number,
    target_reference,
    triggered,
    wants_endpoints,
    with_address,
)
from podlab.engine.controllers.pods import is_ready
from podlab.engine.objects.hash import fnv128a
from podlab.engine.objects.meta import owner_reference, put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
Group = tuple[list[Object], dict[str, Object]]
"""The ports of a group of endpoints, and the endpoints by the uid of their Pod."""

NAME = "endpointslice-controller"
SLICES = "endpointslices.discovery.k8s.io"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslice-controller.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
ZONE = "topology.kubernetes.io/zone"
PER_SLICE = 100


class EndpointSliceController:
    """Reconciles the EndpointSlices of services with a selector."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client(NAME)
        self._slices = context.index("slices-by-service", SLICES, _service_key)
        context.informers.watch("nodes")
        context.informers.watch(SLICES, self._on_slice)
        self._watch = ServiceWatch(context, NAME, self.reconcile)

    def _on_slice(self, type_: str, obj: Object, _previous: Object | None) -> None:
        for key in _service_key(obj) if type_ == "DELETED" else ():
            self._watch.queue.add(key)

    def reconcile(self, key: str) -> None:
        """Bring one service's slices up to date."""
        service = self._informers.get("services", *split_key(key))
        if service is None or not wants_endpoints(service):
            return
        if "deletionTimestamp" in service["metadata"]:
            return
        pods = self._watch.pods(service)
        groups = self._groups(service, with_address(pods))
        changed = self._watch.trigger_time(service, pods)
        self._apply(service, self._slices.objects(key), groups, changed)

    def _groups(self, service: Object, pods: list[Object]) -> dict[str, Group]:
        groups: dict[str, Group] = {}
        for key, ports, pod in by_ports(service, pods, _ports):
            group = groups.setdefault(key, (ports, {}))
            group[1][pod["metadata"]["uid"]] = self._endpoint(service, pod)
        return groups

    def _endpoint(self, service: Object, pod: Object) -> Object:
        serving = is_ready(pod)
        terminating = "deletionTimestamp" in pod["metadata"]
        early = service["spec"].get("publishNotReadyAddresses", False)
        row: Object = {
            "addresses": [address(pod)],
            "conditions": {
                "ready": early or (serving and not terminating),
                "serving": serving,
                "terminating": terminating,
            },
        }
        name = hostname(pod, service)
        if name:
            row["hostname"] = name
        row["targetRef"] = target_reference(pod)
        node_name = pod["spec"].get("nodeName")
        if node_name:
            row["nodeName"] = node_name
            node = self._informers.get("nodes", "", node_name) or {"metadata": {}}
            zone = (node["metadata"].get("labels") or {}).get(ZONE)
            if zone:
                row["zone"] = zone
        return row

    def _apply(
        self, service: Object, slices: list[Object], groups: dict[str, Group], changed: str
    ) -> None:
        spare = []
        for each in slices:
            group = groups.get(json.dumps(each.get("ports") or []))
            if group is None or not self._refill(service, each, group, changed):
                spare.append(each)
        for ports, endpoints in groups.values():
            rows = list(endpoints.values())
            for start in range(0, len(rows), PER_SLICE):
                part = rows[start : start + PER_SLICE]
                self._place(service, spare, ports, part, changed)
        if not groups and len(spare) == len(slices):
            self._place(service, spare, [], [], changed)
        for each in spare:
            self._delete(each)

    def _refill(self, service: Object, known: Object, group: Group, changed: str) -> bool:
        """Update a slice with those of a group's endpoints that it has, and as many as fit.

        Takes what it holds out of the group; False if nothing of it is left.
        """
        ports, endpoints = group
        rows = []
        for row in known.get("endpoints") or ():
            current = endpoints.pop((row.get("targetRef") or {}).get("uid", ""), None)
            if current is not None:
                rows.append(current)
        while endpoints and len(rows) < PER_SLICE:
            rows.append(endpoints.pop(next(iter(endpoints))))
        if not rows:
            return False
        self._write(service, known, ports, rows, changed)
        return True

    def _place(
        self,
        service: Object,
        spare: list[Object],
        ports: list[Object],
        rows: list[Object],
        changed: str,
    ) -> None:
        known = spare.pop(0) if spare else None
        self._write(service, known, ports, rows, changed)

    def _write(
        self,
        service: Object,
        known: Object | None,
        ports: list[Object],
        rows: list[Object],
        changed: str,
    ) -> None:
        labels = _labels(service)
        same = (
            known is not None
            and (known.get("endpoints") or []) == rows
            and (known.get("ports") or []) == ports
            and known["metadata"].get("labels") == labels
        )
        if same:
            return
        body = triggered(known or _new_slice(service), changed)
        body = put(body, ("metadata", "labels"), labels)
        body = {**body, "endpoints": rows or None, "ports": ports or None}
        if known is None:
            self._client.create(SLICES, service["metadata"]["namespace"], body)
        else:
            self._client.update(SLICES, body)

    def _delete(self, obj: Object) -> None:
        metadata = obj["metadata"]
        try:
            self._client.delete(SLICES, metadata["namespace"], metadata["name"])
        except ApiError as error:
            if error.reason != "NotFound":
                raise


def _service_key(obj: Object) -> list[str]:
    metadata = obj["metadata"]
    labels = metadata.get("labels") or {}
    if labels.get(MANAGED_BY) != MANAGER or SERVICE_NAME not in labels:
        return []
    return [f"{metadata['namespace']}/{labels[SERVICE_NAME]}"]


def _labels(service: Object) -> dict[str, str]:
    labels = dict(service["metadata"].get("labels") or {})
    labels.pop(HEADLESS, None)
    if is_headless(service):
        labels[HEADLESS] = ""
    labels[SERVICE_NAME] = service["metadata"]["name"]
    labels[MANAGED_BY] = MANAGER
    return labels


def _new_slice(service: Object) -> Object:
    metadata = service["metadata"]
    family = (service["spec"].get("ipFamilies") or ["IPv4"])[0]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "generateName": f"{metadata['name']}-",
            "namespace": metadata["namespace"],
            "ownerReferences": [owner_reference(service)],
        },
        "addressType": family,
    }


def _ports(service: Object, pod: Object) -> list[Object]:
    ports = []
    for port in service["spec"].get("ports") or ():
        number = port_number(pod, port)
        if number is None:
            continue
        row = {"name": port.get("name", ""), "protocol": port.get("protocol", "TCP")}
        row["port"] = number
        if port.get("appProtocol"):
            row["appProtocol"] = port["appProtocol"]
        ports.append(row)
    return ports if len(ports) < 2 else sorted(ports, key=_place)


def _place(port: Object) -> int:
    return _hash(port["name"], port["protocol"], port["port"], port.get("appProtocol", "<nil>"))


@lru_cache(1024)
def _hash(name: str, protocol: str, number: int, application: str) -> int:
    """A slice's ports stand in the order of their hashes, each that of Go's dump of the port
    (recorded: two ports of a Service in the order opposite to its own)."""
    return fnv128a(
        f"(v1.EndpointPort){{Name:(*string){name} Protocol:(*v1.Protocol){protocol} "
        f"Port:(*int32){number} AppProtocol:(*string){application}}}".encode()
    )
