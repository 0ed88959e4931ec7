"""The EndpointSlice mirroring controller: Endpoints that people write, as slices.

Only for services without a selector; those with one have slices of their own (``endpointslice``).
Not here: routing by slices (``engine.network``).
"""

import json
from ipaddress import ip_address
from typing import Any

from podlab.engine.controllers.context import ControllerContext, key_of, split_key
from podlab.engine.controllers.endpoint.serviceendpoints import TRIGGER_TIME
from podlab.engine.objects.meta import owner_reference, put

Object = dict[str, Any]
Wanted = tuple[str, list[Object], list[Object]]
"""The address family, the ports and the endpoints of one slice."""

NAME = "endpointslicemirroring-controller"
SLICES = "endpointslices.discovery.k8s.io"
MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
MANAGER = "endpointslicemirroring-controller.k8s.io"
SERVICE_NAME = "kubernetes.io/service-name"
SKIP = "endpointslice.kubernetes.io/skip-mirror"
LEADER = "control-plane.alpha.kubernetes.io/leader"
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
MOST = 1000
"""Addresses of one subset that are mirrored."""


class EndpointSliceMirroringController:
    """Keeps the mirrored slices like the Endpoints."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client(NAME)
        self._recorder = context.recorder(NAME)
        self._slices = context.index("mirrored-slices", SLICES, _mirror_key)
        self.queue = context.queue(NAME, self.reconcile)
        context.informers.watch("endpoints", self._on_change)
        context.informers.watch("services", self._on_change)

    def _on_change(self, _type: str, obj: Object, _previous: Object | None) -> None:
        key = key_of(obj)
        service = self._informers.get("services", *split_key(key))
        selected = service is not None and service["spec"].get("selector")
        if self._slices.objects(key) or not (selected or service is None):
            self.queue.add(key)

    def reconcile(self, key: str) -> None:
        """One service."""
        endpoints = self._informers.get("endpoints", *split_key(key))
        service = self._informers.get("services", *split_key(key))
        known = list(self._slices.objects(key))
        if endpoints is None or not _is_mirrored(endpoints, service):
            for each in known:
                self._client.delete(SLICES, each["metadata"]["namespace"], each["metadata"]["name"])
            return
        wanted, invalid = _wanted(endpoints)
        if invalid:
            words = f"Skipped {invalid} invalid IP addresses when mirroring to EndpointSlices"
            self._recorder.event(endpoints, "Warning", "InvalidIPAddress", words)
        for family, ports, rows in wanted:
            same = [each for each in known if each["addressType"] == family]
            place = next((each for each in same if (each.get("ports") or []) == ports), None)
            self._write(endpoints, place, (family, ports, rows))
            if place is not None:
                known.remove(place)
        for each in known:
            self._client.delete(SLICES, each["metadata"]["namespace"], each["metadata"]["name"])

    def _write(self, endpoints: Object, known: Object | None, wanted: Wanted) -> None:
        family, ports, rows = wanted
        metadata = endpoints["metadata"]
        labels = {**(metadata.get("labels") or {}), SERVICE_NAME: metadata["name"],
                  MANAGED_BY: MANAGER}  # fmt: skip
        notes = {key: text for key, text in (metadata.get("annotations") or {}).items()
                 if key not in (TRIGGER_TIME, APPLIED)}  # fmt: skip
        body = known or {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"generateName": f"{metadata['name']}-",
                         "namespace": metadata["namespace"],
                         "ownerReferences": [owner_reference(endpoints)]},
            "addressType": family,
        }  # fmt: skip
        made = put(body, ("metadata", "labels"), labels)
        made = put(made, ("metadata", "annotations"), notes)
        made = {**made, "endpoints": rows or None, "ports": ports or None}
        if known is None:
            self._client.create(SLICES, metadata["namespace"], made)
        elif not _alike(known, made):
            self._client.update(SLICES, made)


def _mirror_key(obj: Object) -> list[str]:
    metadata = obj["metadata"]
    labels = metadata.get("labels") or {}
    if labels.get(MANAGED_BY) != MANAGER or SERVICE_NAME not in labels:
        return []
    return [f"{metadata['namespace']}/{labels[SERVICE_NAME]}"]


def _is_mirrored(endpoints: Object, service: Object | None) -> bool:
    metadata = endpoints["metadata"]
    if (metadata.get("labels") or {}).get(SKIP) == "true":
        return False
    if LEADER in (metadata.get("annotations") or {}):
        return False
    return service is not None and not service["spec"].get("selector")


def _wanted(endpoints: Object) -> tuple[list[Wanted], int]:
    """The slices that mirror the subsets, by ports and family; how many addresses are none."""
    groups: dict[str, Wanted] = {}
    invalid = 0
    for subset in endpoints.get("subsets") or ():
        ports = [_port(row) for row in subset.get("ports") or ()]
        rows = [(row, True) for row in subset.get("addresses") or ()]
        rows += [(row, False) for row in subset.get("notReadyAddresses") or ()]
        for row, ready in rows[:MOST]:
            try:
                family = f"IPv{ip_address(row['ip']).version}"
            except ValueError:
                invalid += 1
                continue
            key = json.dumps([family, ports])
            groups.setdefault(key, (family, ports, []))[2].append(_endpoint(row, ready))
    return list(groups.values()), invalid


def _port(row: Object) -> Object:
    made = {"name": row.get("name", ""), "protocol": row.get("protocol", "TCP"),
            "port": row["port"]}  # fmt: skip
    return {**made, "appProtocol": row["appProtocol"]} if row.get("appProtocol") else made


def _endpoint(row: Object, ready: bool) -> Object:
    made: Object = {"addresses": [row["ip"]], "conditions": {"ready": ready}}
    for key in ("hostname", "nodeName", "targetRef"):
        if row.get(key):
            made[key] = row[key]
    return made


def _alike(known: Object, made: Object) -> bool:
    same = all((known.get(key) or []) == (made.get(key) or []) for key in ("endpoints", "ports"))
    metadata, wished = known["metadata"], made["metadata"]
    return same and all(
        (metadata.get(key) or {}) == wished[key] for key in ("labels", "annotations")
    )
