"""The controller's table of servers, made of all Ingresses that it serves.

Here: hosts, locations, which path wins, canaries joined to the backend that they are canaries of.
Older Ingresses come first: the first to define a path of a host has it.  Not here: requests
(``route``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.network.ingress.annotations import Canary, Settings, settings_of

Object = dict[str, Any]

CATCH_ALL = "_"
DEFAULT_BACKEND = "upstream-default-backend"


class Backend(NamedTuple):
    """A Service's port, as an Ingress names it (a number or a name)."""

    namespace: str
    service: str
    port: int | str

    @property
    def name(self) -> str:
        """The upstream's name in logs."""
        return f"{self.namespace}-{self.service}-{self.port}"


@dataclass(slots=True)
class Location:
    """A path of a server and where it leads; ``backend`` None: the default backend (404)."""

    path: str
    kind: str
    backend: Backend | None
    settings: Settings
    pattern: Regex | None = None

    @property
    def rewrites(self) -> bool:
        """Whether the path that a backend sees is another one."""
        return bool(self.settings.rewrite_target) and self.settings.rewrite_target != self.path


@dataclass(slots=True)
class Server:
    """A host with its locations.  ``tls``: it has a certificate; ``secret``: where that is, else it
    is the controller's own."""

    host: str
    locations: list[Location] = field(default_factory=list)
    secret: tuple[str, str] | None = None
    tls: bool = False
    regex: bool = False


@dataclass(slots=True)
class Table:
    """All servers by host, and the canaries by the name of the backend they belong to."""

    servers: dict[str, Server] = field(default_factory=dict)
    canaries: dict[str, tuple[Backend, Canary]] = field(default_factory=dict)

    def server(self, host: str) -> Server:
        """The server that answers for a host: its own, that of a wildcard, the one for all."""
        found = self.servers.get(host)
        if found is None and "." in host:
            found = self.servers.get("*." + host.partition(".")[2])
        return found or self.servers[CATCH_ALL]


def build(ingresses: Iterable[Object]) -> Table:
    """The table of some Ingresses."""
    rows = [(ingress, settings_of(ingress)) for ingress in sorted(ingresses, key=_age)]
    table = Table()
    table.servers[CATCH_ALL] = Server(CATCH_ALL)
    for ingress, settings in rows:
        if settings.canary is None:
            _add_ingress(table, ingress, settings)
    for ingress, settings in rows:
        if settings.canary is not None:
            _add_canary(table, ingress, settings.canary)
    for server in table.servers.values():
        _finish(server)
    return table


def _age(ingress: Object) -> tuple[str, str, str]:
    metadata = ingress["metadata"]
    return metadata.get("creationTimestamp") or "", metadata["namespace"], metadata["name"]


def backend_of(namespace: str, row: Object | None) -> Backend | None:
    """An IngressBackend's Service; None for resources and for nothing."""
    service = (row or {}).get("service")
    if not service:
        return None
    port = service.get("port") or {}
    return Backend(namespace, service["name"], port.get("number") or port.get("name") or 0)


def _add_ingress(table: Table, ingress: Object, settings: Settings) -> None:
    spec, namespace = ingress["spec"], ingress["metadata"]["namespace"]
    default = backend_of(namespace, spec.get("defaultBackend"))
    rules = spec.get("rules") or ()
    for rule in rules or ([{}] if default else []):
        server = table.servers.setdefault(rule.get("host") or CATCH_ALL, Server(rule.get("host")))
        server.host = server.host or CATCH_ALL
        for row in (rule.get("http") or {}).get("paths") or ():
            backend = backend_of(namespace, row.get("backend"))
            _add_location(server, row.get("path") or "/", _kind(row), backend, settings)
        if default is not None:
            _add_location(server, "/", "Prefix", default, settings)
    for row in spec.get("tls") or ():
        for host in row.get("hosts") or ():
            server_ = table.servers.get(host)
            if server_ is None or server_.tls:
                continue
            server_.tls = True
            if row.get("secretName"):
                server_.secret = (namespace, row["secretName"])


def _kind(row: Object) -> str:
    return str(row.get("pathType") or "ImplementationSpecific")


def _add_location(
    server: Server, path: str, kind: str, backend: Backend | None, settings: Settings
) -> None:
    for known in server.locations:
        if known.path == path and (known.kind == kind or path == "/"):
            return
    server.locations.append(Location(path, kind, backend, settings))


def _add_canary(table: Table, ingress: Object, canary: Canary) -> None:
    """Only a path that an ordinary Ingress of the host has too can have a canary."""
    namespace = ingress["metadata"]["namespace"]
    for rule in ingress["spec"].get("rules") or ():
        server = table.servers.get(rule.get("host") or CATCH_ALL)
        for row in (rule.get("http") or {}).get("paths") or ():
            backend = backend_of(namespace, row.get("backend"))
            for location in server.locations if server is not None else ():
                main = location.backend
                same = location.path == (row.get("path") or "/") and location.kind == _kind(row)
                if same and main is not None and backend is not None and main != backend:
                    table.canaries.setdefault(main.name, (backend, canary))


def _finish(server: Server) -> None:
    """Longest paths first, as nginx looks at regular expressions; a root for every server."""
    if all(location.path != "/" for location in server.locations):
        server.locations.append(Location("/", "Prefix", None, Settings()))
    server.regex = any(row.rewrites or row.settings.use_regex for row in server.locations)
    server.locations.sort(key=lambda row: row.path, reverse=True)
    server.locations.sort(key=lambda row: len(row.path), reverse=True)
    if server.regex:
        for location in server.locations:
            location.pattern = _pattern(location.path)


def _pattern(path: str) -> Regex | None:
    try:
        return Regex("^" + path, extended=True, ignore_case=True)
    except RegexFault:
        return None


def find_location(server: Server, path: str) -> Location | None:
    """The location of a path: by regular expressions if any path of the host asks for them, else
    exact paths before the longest prefix.

    Raises:
        RegexFault: a pattern takes too long.
    """
    if server.regex:
        for location in server.locations:
            if location.pattern is not None and location.pattern.matches(path):
                return location
        return None
    for location in server.locations:
        if location.kind == "Exact" and location.path == path:
            return location
    return next((row for row in server.locations if _is_prefix(row, path)), None)


def _is_prefix(location: Location, path: str) -> bool:
    if location.kind == "Exact":
        return False
    if location.kind == "Prefix":
        base = location.path.rstrip("/")
        return path == base or path.startswith(base + "/")
    return path.startswith(location.path)
