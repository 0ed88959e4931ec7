"""From a request to its route: redirects, allowed addresses, canaries, endpoints, rewritten paths.

Here: what nginx does with one request under the controller's configuration.  Not here: the table
(``table``), or how a Service's endpoints are found (given as a function).
"""

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from urllib.parse import unquote

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.ingress import Asked, Route
from podlab.engine.machine.userland.regex import Regex, RegexFault
from podlab.engine.network.ingress import canary
from podlab.engine.network.ingress.table import (
    DEFAULT_BACKEND,
    Backend,
    Location,
    Server,
    Table,
    find_location,
)

Endpoints = tuple[tuple[str, int], ...]
EndpointsOf = Callable[[Backend], Endpoints]
HSTS = (("Strict-Transport-Security", "max-age=31536000; includeSubDomains"),)


def route(
    table: Table,
    asked: Asked,
    chance: Chance,
    endpoints_of: EndpointsOf,
) -> Route:
    """The route of a request."""
    server = table.server(asked.host.partition(":")[0].lower())
    path, _, query = asked.target.partition("?")
    secure = HSTS if server.tls and asked.scheme == "https" else ()
    try:
        location = find_location(server, unquote(path))
    except RegexFault:
        return Route(500, server=server.host)
    if location is None or location.backend is None:
        return Route(404, server=server.host, upstream=DEFAULT_BACKEND, secure=secure)
    answered = _at_once(location, asked, server)
    name = location.backend.name
    if answered is not None:
        return answered._replace(server=server.host, upstream=name, secure=secure)
    found: Endpoints = ()
    alternative = ""
    other = table.canaries.get(name)
    if other is not None and canary.takes(other[1], asked, chance):
        found, alternative = endpoints_of(other[0]), other[0].name
    if not found:  # a canary without endpoints is passed over
        found, alternative = endpoints_of(location.backend), ""
    vhost = location.settings.upstream_vhost
    return Route(
        status=0 if found else 503,
        server=server.host,
        upstream=name,
        alternative=alternative,
        endpoints=found,
        target=_target(location, path, query),
        replaced=(("Host", vhost),) if vhost else (),
        secure=secure,
    )


def _at_once(location: Location, asked: Asked, server: Server) -> Route | None:
    settings = location.settings
    if not _may(location, asked.client):
        return Route(403)
    if asked.scheme == "http" and (
        (settings.ssl_redirect and server.tls) or settings.force_ssl_redirect
    ):
        host = asked.host.partition(":")[0]
        return Route(308, f"https://{host}{asked.target}")
    if settings.redirect:
        return Route(settings.redirect_code, settings.redirect)
    if settings.app_root and asked.target == "/":
        return Route(302, f"{asked.scheme}://{asked.host}{settings.app_root}")
    return None


def _may(location: Location, client: str) -> bool:
    settings = location.settings
    if any(_within(client, cidr) for cidr in settings.denied):
        return False
    return not settings.allowed or any(_within(client, cidr) for cidr in settings.allowed)


def _within(address: str, cidr: str) -> bool:
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False


def _target(location: Location, path: str, query: str) -> str:
    """What the backend is asked: ``rewrite`` replaces the whole path and keeps the query."""
    rest = f"?{query}" if query else ""
    if not location.rewrites:
        return path + rest
    try:
        spans = Regex(location.path, extended=True, ignore_case=True).search(unquote(path))
    except RegexFault:
        spans = None
    if spans is None:
        return path + rest
    made, subject = location.settings.rewrite_target, unquote(path)
    for number in range(9, 0, -1):
        start, end = spans[number] if number < len(spans) else (-1, -1)
        made = made.replace(f"${number}", subject[start:end] if start >= 0 else "")
    if "?" in made and rest:
        return f"{made}&{query}"
    return made + rest
