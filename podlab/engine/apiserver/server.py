"""The API server: from requests to answers, and the door for everything in process.

Dispatch only.  Not here: verbs, write path, documents (their own modules).
"""

import base64
from collections.abc import Sequence
from typing import Any

from podlab.engine.apiserver.access import authn
from podlab.engine.apiserver.access.authz import Authorizer
from podlab.engine.apiserver.access.authz import Request as Access
from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.discovery import discovery, gnostic, openapi, openapiv2
from podlab.engine.apiserver.discovery.componentstatus import ComponentStatuses
from podlab.engine.apiserver.discovery.definitions import Definitions
from podlab.engine.apiserver.nodeproxy import NodeProxy
from podlab.engine.apiserver.rest.call import Call
from podlab.engine.apiserver.rest.messages import JSON, Request, Response, Session, Stream, answer
from podlab.engine.apiserver.rest.presenting import printer_columns
from podlab.engine.apiserver.rest.rest import Resources, need
from podlab.engine.apiserver.rest.routes import route
from podlab.engine.apiserver.rest.table import table_of
from podlab.engine.apiserver.state import ApiServerState, ServerOptions
from podlab.engine.apiserver.verbs import Verbs
from podlab.engine.apiserver.world import Virtual, World
from podlab.engine.apiserver.writing.eventexpiry import EventExpiry
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.objects.facts import facts
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.schema import Schema
from podlab.engine.objects.status import ApiError, page_not_found
from podlab.engine.store.store import Store

Object = dict[str, Any]
Answer = Response | Stream | Session

_HEALTH = ("/healthz", "/livez", "/readyz")
_ROOT = ("/api", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version")
_NODE_CALLS = frozenset({"exec", "attach", "forward", "close_input", "resize", "close"})
_PLAIN = "text/plain; charset=utf-8"


class ApiServer:
    """One cluster's API server."""

    def __init__(
        self,
        state: ApiServerState,
        store: Store,
        sim: Simulation,
        kinds: KindTable,
        schema: Schema,
        options: ServerOptions | None = None,
    ) -> None:
        if options is not None:
            state.options = options
        self.world = World(state, store, sim, kinds, schema)
        self.authorizer = Authorizer(self.world)
        self.verbs = Verbs(self.world, self.authorizer)
        self.nodes: NodeProxy | None = None
        self._resources = Resources(self.world, self.verbs)
        self._definitions = Definitions(self.world, self.verbs)
        self._expiry = EventExpiry(self.world)
        self.world.virtual["componentstatuses"] = ComponentStatuses()

    def aggregate(self, kind: Kind, source: Virtual) -> None:
        """Serve a kind of another API server, as an APIService does; read only."""
        self.world.kinds.add(kind)
        self.world.virtual[kind.resource] = source

    # --- in process -------------------------------------------------------------------------
    def authenticate(self, user: Object) -> tuple[str, tuple[str, ...]]:
        """User name and groups of a kubeconfig's ``user`` entry; ApiError Unauthorized."""
        return authn.of_kubeconfig(self.world, user)

    def authorize(
        self,
        caller: Caller,
        verb: str,
        kind: Kind,
        namespace: str = "",
        name: str = "",
        subresource: str = "",
    ) -> None:
        """Refuse what the caller may not do; ApiError 403."""
        self.verbs.check(caller, verb, kind, namespace, name, subresource)

    def table(self, resource: str, objects: Sequence[Object]) -> Object:
        """The ``meta.k8s.io/v1`` Table of objects, ages as of now."""
        kind = self.world.kind(resource)
        columns = printer_columns(self.world, kind)
        return table_of(kind, objects, self.world.now, "Metadata", columns)

    def version(self) -> Object:
        """What ``/version`` answers."""
        return dict(facts()["version"])

    def take_warnings(self) -> list[str]:
        """The warnings given since the last call; forgets them."""
        return self.world.take_warnings()

    def raw(self, caller: Caller, method: str, path: str, body: bytes) -> bytes:
        """Any request by its path (``get --raw``); ApiError when it fails."""
        where, _, query = path.partition("?")
        request = Request(method, where, query, {"content-type": JSON}, body)
        found = self._answer(caller, request)
        if isinstance(found, Response):
            if found.status >= 400:
                raise page_not_found()
            return found.body
        if isinstance(found, Session):
            raise ApiError(400, "BadRequest", "Upgrade request required")
        return found.read()

    # --- HTTP -------------------------------------------------------------------------------
    def handle(self, request: Request) -> Answer:
        """Answer a request; refusals are answers too."""
        self.world.warnings.clear()
        try:
            found = self._answer(self.caller(request), request)
        except ApiError as error:
            found = answer(error.status(), error.code)
            if error.code == 429:
                found.headers.append(("Retry-After", "10"))
        if isinstance(found, Response):
            for text in self.world.take_warnings():
                found.headers.append(("Warning", f'299 - "{_quoted(text)}"'))
        return found

    def node_call(self, action: str, words: list[Any], options: dict[str, bool]) -> Any:
        """A journalled call to the nodes' proxy; binary input comes as base64."""
        nodes = need(self.nodes)
        if action == "write":
            return nodes.write(words[0], base64.b64decode(words[1]))
        if action not in _NODE_CALLS:
            raise ApiError(400, "BadRequest", f"unknown action {action}")
        return getattr(nodes, action)(*words, **options)

    def caller(self, request: Request) -> Caller:
        """Who sends a request; ApiError 401."""
        user, groups = authn.of_headers(self.world, request.headers)
        agent = request.headers.get("user-agent", "").split("/")[0].split(" ")[0] or "unknown"
        manager = request.parameters().get("fieldManager", [agent])[0] or agent
        return Caller(user, groups, manager[:128], f"client/{agent[:64]}")

    def _answer(self, caller: Caller, request: Request) -> Answer:
        path = request.path
        place = route(path)
        if place is None:
            return self._document(caller, request)
        kind = self.world.kinds.by_path(place.group, place.version, place.plural)
        if kind is None or (place.namespace is not None and not kind.namespaced):
            return _not_found()
        if kind.namespaced and place.name and place.namespace is None:
            return _not_found()
        if place.subresource and place.subresource not in kind.subresources:
            return _not_found()
        call = Call(caller, kind, place, request, request.parameters())
        if (
            not place.name
            and place.namespace is None
            and kind.namespaced
            and request.method != "GET"
        ):
            raise ApiError(
                405,
                "MethodNotAllowed",
                "the server does not allow this method on the requested resource",
                {},
            )
        return self._resources.answer(call, self.nodes)

    def _document(self, caller: Caller, request: Request) -> Answer:
        path = "/" + request.path.strip("/")
        self.authorizer.check(caller, Access("get", path=path))
        if path.startswith(_HEALTH):
            return Response(200, b"ok", _PLAIN)
        if path == "/version":
            return answer(self.version())
        if path.startswith("/openapi"):
            return self._openapi(path, request.headers.get("accept", ""))
        found = self._discovered(path, request.headers.get("accept", ""))
        return found or _not_found()

    def _discovered(self, path: str, accept: str) -> Response | None:
        kinds = self.world.kinds
        if path in ("/api", "/apis"):
            return self._groups(path, accept)
        if path == "/":
            return answer({"paths": list(_ROOT)})
        parts = path.strip("/").split("/")
        document = None
        if parts[0] == "api" and len(parts) == 2:
            document = discovery.resource_list(kinds, "", parts[1])
        elif parts[0] == "apis" and len(parts) == 2:
            document = discovery.one_group(kinds, parts[1])
        elif parts[0] == "apis" and len(parts) == 3:
            document = discovery.resource_list(kinds, parts[1], parts[2])
        return answer(document) if document is not None else None

    def _groups(self, path: str, accept: str) -> Response:
        kinds, core = self.world.kinds, path == "/api"
        for version in ("v2", "v2beta1"):
            if f"v={version};as=APIGroupDiscoveryList" in accept.replace(" ", ""):
                document = discovery.aggregated(kinds, core, version)
                return answer(document, 200, discovery.AGGREGATED.format(version))
        if core:
            return answer(discovery.api_versions(self.world.state.options.address))
        return answer(discovery.group_list(kinds))

    def _openapi(self, path: str, accept: str) -> Response:
        kinds, schema = self.world.kinds, self.world.schema
        if path == "/openapi/v2":
            return self._openapi_v2(accept)
        if path == "/openapi/v3":
            return answer(openapi.index(kinds))
        name = path.removeprefix("/openapi/v3/")
        document = openapi.document(kinds, schema, name) if name != path else None
        return answer(document) if document else _not_found()

    def _openapi_v2(self, accept: str) -> Response:
        kinds, schema = self.world.kinds, self.world.schema
        for clause in accept.split(","):
            media = clause.partition(";")[0].strip()
            if media == gnostic.MEDIA_TYPE:
                body = openapiv2.encoded(kinds, schema)
                return Response(200, body, gnostic.MEDIA_TYPE.replace("@", "."))
            if media in ("", "*/*", "application/*", "application/json"):
                return answer(openapiv2.document(kinds, schema))
        return Response(406, b"", _PLAIN)


def _not_found() -> Response:
    return Response(404, b"404 page not found\n", _PLAIN)


def _quoted(text: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in text[:2000])
    return clean.replace("\\", "\\\\").replace('"', '\\"')
