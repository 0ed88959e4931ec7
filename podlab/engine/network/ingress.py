"""The ingress controller's routing: from host, path, headers and cookies to a service.

Here: classes, rules (Exact, Prefix), default backends, TLS hosts, and the canary annotations of
ingress-nginx.  Not here: the HTTP itself (``engine.machine``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.kernel.chance import Chance
from podlab.engine.network.view import INGRESS_CLASSES, INGRESSES, NetworkView

Object = dict[str, Any]

CONTROLLER = "k8s.io/ingress-nginx"
DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_CANARY = "nginx.ingress.kubernetes.io/canary"


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a request goes: a service and its port (a number or a name)."""

    namespace: str
    service: str
    port: int | str


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a request decides where it goes."""

    host: str
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()


class IngressRouter:
    """Routes over all Ingresses of the simulated controller's classes."""

    def __init__(self, view: NetworkView, chance: Chance) -> None:
        self._view = view
        self._chance = chance

    def route(self, asked: Asked) -> Backend | None:
        """The backend of a request; None: 404."""
        plain: list[Object] = []
        canaries: list[Object] = []
        for ingress in self._served():
            (canaries if _note(ingress, "") == "true" else plain).append(ingress)
        best = _best(plain, asked)
        if best is None:
            return None
        for ingress in canaries:
            other = _best([ingress], asked)
            if other is not None and self._takes(ingress, asked):
                return other
        return best

    def certificate(self, host: str) -> tuple[str, str] | None:
        """(namespace, Secret) of the certificate for a host; None: the controller's own."""
        for ingress in self._served():
            for row in ingress["spec"].get("tls") or ():
                if host in (row.get("hosts") or ()) and row.get("secretName"):
                    return ingress["metadata"]["namespace"], row["secretName"]
        return None

    def _served(self) -> list[Object]:
        cache = self._view.informers.state.caches[INGRESSES]
        return [cache[place] for place in sorted(cache) if self.serves(cache[place])]

    def serves(self, ingress: Object) -> bool:
        """Whether an Ingress is of one of the controller's classes."""
        name = ingress["spec"].get("ingressClassName") or (
            ingress["metadata"].get("annotations") or {}
        ).get("kubernetes.io/ingress.class")
        if not name:
            return False
        found = self._view.informers.get(INGRESS_CLASSES, "", name)
        return found is not None and found["spec"].get("controller") == CONTROLLER

    def _takes(self, ingress: Object, asked: Asked) -> bool:
        """Header before cookie before weight."""
        header = _note(ingress, "-by-header")
        if header:
            value = dict(asked.headers).get(header.lower())
            verdict = _by_header(ingress, value)
            if verdict is not None:
                return verdict
        cookie = _note(ingress, "-by-cookie")
        if cookie:
            value = dict(asked.cookies).get(cookie)
            if value in ("always", "never"):
                return value == "always"
        weight = _note(ingress, "-weight")
        total = _note(ingress, "-weight-total") or "100"
        if not (weight.isdigit() and total.isdigit() and int(total)):
            return False
        return self._chance.below("ingress/canary", int(total)) < int(weight)


def _note(ingress: Object, suffix: str) -> str:
    notes = ingress["metadata"].get("annotations") or {}
    return str(notes.get(_CANARY + suffix, ""))


def _by_header(ingress: Object, value: str | None) -> bool | None:
    wanted = _note(ingress, "-by-header-value")
    if wanted:
        return True if value == wanted else None
    if value in ("always", "never"):
        return value == "always"
    return None


def _best(ingresses: list[Object], asked: Asked) -> Backend | None:
    """Exact hosts before wildcards before none; exact paths, then the longest prefix."""
    found: list[tuple[int, int, int, Backend]] = []
    fallback: Backend | None = None
    for ingress in ingresses:
        namespace = ingress["metadata"]["namespace"]
        default = ingress["spec"].get("defaultBackend")
        if default and fallback is None:
            fallback = _backend(namespace, default)
        for rule in ingress["spec"].get("rules") or ():
            host_rank = _host_rank(rule.get("host", ""), asked.host)
            if host_rank < 0:
                continue
            for row in (rule.get("http") or {}).get("paths") or ():
                rank = _path_rank(row, asked.path)
                backend = _backend(namespace, row.get("backend") or {})
                if rank is not None and backend is not None:
                    found.append((host_rank, *rank, backend))
    if not found:
        return fallback
    return max(found, key=lambda row: row[:3])[3]


def _host_rank(wanted: str, host: str) -> int:
    if not wanted:
        return 0
    if wanted.startswith("*."):
        _, dot, rest = host.partition(".")
        return 1 if dot and rest == wanted[2:] else -1
    return 2 if wanted == host else -1


def _path_rank(row: Object, path: str) -> tuple[int, int] | None:
    wanted = row.get("path") or "/"
    if row.get("pathType") == "Exact":
        return (1, len(wanted)) if path == wanted else None
    base = wanted.rstrip("/")
    if not base or path == base or path.startswith(base + "/"):
        return (0, len(base))
    return None


def _backend(namespace: str, row: Object) -> Backend | None:
    service = row.get("service")
    if not service:
        return None
    port = service.get("port") or {}
    return Backend(namespace, service["name"], port.get("number") or port.get("name") or 80)
