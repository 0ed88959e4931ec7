"""The Endpoints controller: the older record of which addresses a service has.

Not here: EndpointSlices (``endpointslice``).
"""

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
from podlab.engine.objects.meta import put
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

NAME = "endpoint-controller"
MANAGED_BY = "endpoints.kubernetes.io/managed-by"
MAX_ADDRESSES = 1000


class EndpointsController:
    """Reconciles Endpoints of services with a selector."""

    def __init__(self, context: ControllerContext) -> None:
        self._informers = context.informers
        self._client = context.client(NAME)
        context.informers.watch("endpoints")
        self._watch = ServiceWatch(context, NAME, self.reconcile)

    def reconcile(self, key: str) -> None:
        """Write down one service's addresses."""
        namespace, name = split_key(key)
        service = self._informers.get("services", namespace, name)
        known = self._informers.get("endpoints", namespace, name)
        if service is None:
            if known is not None:
                self._delete(namespace, name)
            return
        if not wants_endpoints(service):
            return
        pods = self._watch.pods(service)
        changed = self._watch.trigger_time(service, pods)
        subsets = _subsets(service, with_address(pods))
        labels = _labels(service)
        same = known is not None and (known.get("subsets") or []) == subsets
        if same and known is not None and known["metadata"].get("labels") == labels:
            return
        self._write(service, known, subsets, changed)

    def _delete(self, namespace: str, name: str) -> None:
        try:
            self._client.delete("endpoints", namespace, name)
        except ApiError as error:
            if error.reason != "NotFound":
                raise

    def _write(
        self, service: Object, known: Object | None, subsets: list[Object], changed: str
    ) -> None:
        metadata = service["metadata"]
        body: Object = known or {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {"name": metadata["name"], "namespace": metadata["namespace"]},
        }
        body = put(triggered(body, changed), ("metadata", "labels"), _labels(service))
        body = {**body, "subsets": subsets}
        if not subsets:
            del body["subsets"]
        if known is None:
            self._client.create("endpoints", metadata["namespace"], body)
        else:
            self._client.update("endpoints", body)


def _labels(service: Object) -> dict[str, str]:
    labels = {**(service["metadata"].get("labels") or {}), MANAGED_BY: NAME}
    labels.pop(HEADLESS, None)
    if is_headless(service):
        labels[HEADLESS] = ""
    return labels


def _subsets(service: Object, pods: list[Object]) -> list[Object]:
    """Addresses grouped by the ports that they have, ready ones apart."""
    groups: dict[str, Object] = {}
    early = service["spec"].get("publishNotReadyAddresses", False)
    kept = [
        pod for pod in pods[:MAX_ADDRESSES] if early or "deletionTimestamp" not in pod["metadata"]
    ]
    for key, ports, pod in by_ports(service, kept, _ports):
        if not ports and service["spec"].get("ports"):
            continue
        kind = "addresses" if early or is_ready(pod) else "notReadyAddresses"
        group = groups.setdefault(key, {"ports": ports})
        group.setdefault(kind, []).append(_address(service, pod))
    return [_ordered(groups[key]) for key in sorted(groups)]


def _ordered(group: Object) -> Object:
    subset: Object = {}
    for kind in ("addresses", "notReadyAddresses"):
        if kind in group:
            subset[kind] = sorted(group[kind], key=lambda a: (a["ip"], a["targetRef"]["uid"]))
    if group["ports"]:
        subset["ports"] = group["ports"]
    return subset


def _ports(service: Object, pod: Object) -> list[Object]:
    ports = []
    for port in service["spec"].get("ports") or ():
        number = port_number(pod, port)
        if number is None:
            continue
        row: Object = {"name": port["name"]} if port.get("name") else {}
        row |= {"port": number, "protocol": port.get("protocol", "TCP")}
        if port.get("appProtocol"):
            row["appProtocol"] = port["appProtocol"]
        ports.append(row)
    return ports


def _address(service: Object, pod: Object) -> Object:
    row: Object = {"ip": address(pod)}
    name = hostname(pod, service)
    if name:
        row["hostname"] = name
    if pod["spec"].get("nodeName"):
        row["nodeName"] = pod["spec"]["nodeName"]
    row["targetRef"] = target_reference(pod)
    return row
