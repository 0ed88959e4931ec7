"""What the ingress controller reads: classes, Services and their endpoints, certificates, Pods.

Here: lookups in the controller's own informers.  Not here: decisions about requests.
"""

import base64
import binascii
from typing import Any

from podlab.engine.client.informer import Informers
from podlab.engine.network.ingress.certificates import is_for
from podlab.engine.network.ingress.table import Backend, backend_of

Object = dict[str, Any]

NAMESPACE = "ingress-nginx"
INGRESSES = "ingresses.networking.k8s.io"
CLASSES = "ingressclasses.networking.k8s.io"
SERVICES = "services"
SLICES = "endpointslices.discovery.k8s.io"
SECRETS = "secrets"
PODS = "pods"
CONTROLLER = "k8s.io/ingress-nginx"
ANNOTATED_CLASS = "nginx"
_CLASS_NOTE = "kubernetes.io/ingress.class"
_OTHER_CLASS = "ingress class annotation is not equal to the expected by Ingress Controller"
_SERVICE_NAME = "kubernetes.io/service-name"
_COMPONENT = "app.kubernetes.io/component"


class Sources:
    """Lookups over the controller's informers."""

    def __init__(self, informers: Informers) -> None:
        self._informers = informers
        self._slices: dict[tuple[str, str], dict[str, None]] = {}
        informers.watch(SERVICES)
        informers.watch(SLICES, self._on_slice)
        informers.watch(SECRETS, only=_is_certificate)
        for obj in informers.state.caches[SLICES].values():
            self._on_slice("ADDED", obj, None)

    @staticmethod
    def is_controller(pod: Object) -> bool:
        """Whether a Pod is one of the controller's own."""
        metadata = pod["metadata"]
        labels = metadata.get("labels") or {}
        return metadata["namespace"] == NAMESPACE and labels.get(_COMPONENT) == "controller"

    def refusal(self, ingress: Object) -> str:
        """Why an Ingress is not served by this controller; '' if it is."""
        named = (ingress["metadata"].get("annotations") or {}).get(_CLASS_NOTE)
        if named is not None:
            return "" if named == ANNOTATED_CLASS else _OTHER_CLASS
        name = ingress["spec"].get("ingressClassName")
        if not name:
            return "ingress does not contain a valid IngressClass"
        found = self._informers.get(CLASSES, "", name)
        if found is None or found["spec"].get("controller") != CONTROLLER:
            return f'no object matching key \\"{name}\\" in local store'
        return ""

    def endpoints(self, backend: Backend) -> tuple[tuple[str, int], ...]:
        """The addresses and ports that are ready behind a Service's port."""
        service = self._informers.get(SERVICES, backend.namespace, backend.service)
        row = _port(service, backend.port)
        if row is None:
            return ()
        found: dict[tuple[str, int], None] = {}
        for name in sorted(self._slices.get((backend.namespace, backend.service), ())):
            each = self._informers.get(SLICES, backend.namespace, name)
            for address, number in _ready(each or {}, row):
                found[address, number] = None
        return tuple(found)

    def certificate(self, secret: tuple[str, str] | None) -> bytes:
        """The PEM of a Secret's certificate; b"" if there is none."""
        found = self._informers.get(SECRETS, *secret) if secret else None
        try:
            return base64.b64decode((found or {"data": {}})["data"].get("tls.crt") or "")
        except binascii.Error:
            return b""

    def certificate_complaints(self, ingress: Object) -> list[str]:
        """What the log says of certificates that are missing or for other hosts."""
        lines, namespace = [], ingress["metadata"]["namespace"]
        for row in ingress["spec"].get("tls") or ():
            place = f"{namespace}/{row.get('secretName', '')}"
            text = self.certificate((namespace, row.get("secretName", "")))
            if row.get("secretName") and not text:
                lines.append(f'Error getting SSL certificate "{place}": local SSL certificate '
                             f"{place} was not found. Using default certificate")  # fmt: skip
            lines += [
                f'SSL certificate "{place}" does not contain a Common Name or Subject Alternative '
                f'Name for server "{host}". Using default certificate'
                for host in row.get("hosts") or ()
                if text and not is_for(text, host)
            ]
        return lines

    def addresses(self, service: str) -> list[Object]:
        """Where the controller's own Service is reached from outside; nodes if it has none."""
        found = self._informers.get(SERVICES, NAMESPACE, service)
        if found is None:
            hosts = {pod["status"].get("hostIP"): None for pod in self._informers.list(PODS)}
            return [{"ip": address} for address in hosts if address]
        spec = found["spec"]
        if spec.get("type") != "LoadBalancer":
            outside = spec.get("externalIPs") or [spec.get("clusterIP")]
            return [{"ip": address} for address in outside if address and address != "None"]
        rows = ((found.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
        return [{"ip": row["ip"]} for row in rows if row.get("ip")]

    def complaints(self, ingress: Object) -> list[str]:
        """What the log says of the backends of an Ingress that cannot answer."""
        lines = []
        namespace = ingress["metadata"]["namespace"]
        rows = [ingress["spec"].get("defaultBackend")]
        for rule in ingress["spec"].get("rules") or ():
            rows += [path.get("backend") for path in (rule.get("http") or {}).get("paths") or ()]
        backends = dict.fromkeys(backend_of(namespace, row) for row in rows)
        for backend in backends:
            if backend is None:
                continue
            place = f"{namespace}/{backend.service}"
            if self._informers.get(SERVICES, namespace, backend.service) is None:
                lines.append(f'Error obtaining Endpoints for Service "{place}": no object matching '
                             f'key "{place}" in local store')  # fmt: skip
            elif not self.endpoints(backend):
                lines.append(f'Service "{place}" does not have any active Endpoint.')
        return lines

    def _on_slice(self, type_: str, obj: Object, previous: Object | None) -> None:
        metadata = obj["metadata"]
        for each in (previous, obj):
            service = _service_of(each)
            if service:
                self._slices.get((metadata["namespace"], service), {}).pop(metadata["name"], None)
        service = _service_of(obj)
        if service and type_ != "DELETED":
            place = (metadata["namespace"], service)
            self._slices.setdefault(place, {})[metadata["name"]] = None


def _service_of(slice_: Object | None) -> str:
    labels = (slice_ or {"metadata": {}})["metadata"].get("labels") or {}
    return str(labels.get(_SERVICE_NAME, ""))


def _is_certificate(secret: Object) -> bool:
    """Of whatever type: what counts is that there are a certificate and a key."""
    data = secret.get("data") or {}
    return "tls.crt" in data and "tls.key" in data


def _port(service: Object | None, wanted: int | str) -> Object | None:
    """A Service's port by number or name; by its target port too, as the controller looks."""
    text = str(wanted)
    for row in (service or {"spec": {}})["spec"].get("ports") or ():
        if text in (str(row["port"]), row.get("name"), str(row.get("targetPort", ""))):
            return dict(row)
    return None


def _ready(slice_: Object, row: Object) -> list[tuple[str, int]]:
    numbers = [
        int(port["port"])
        for port in slice_.get("ports") or ()
        if port.get("port") and (port.get("name") or "") == (row.get("name") or "")
    ]
    return [
        (endpoint["addresses"][0], number)
        for number in numbers
        for endpoint in slice_.get("endpoints") or ()
        if (endpoint.get("conditions") or {}).get("ready", True)
    ]
