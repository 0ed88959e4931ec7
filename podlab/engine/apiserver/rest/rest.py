"""One resource's REST requests: get, list, create, replace, patch, delete, watch.

Here: from a request's parameters and body to a verb and back to an answer.  Not here: the verbs,
discovery and other documents (``server``).
"""

from typing import Any

from podlab.engine.apiserver.nodeproxy import NodeProxy
from podlab.engine.apiserver.rest import bodies
from podlab.engine.apiserver.rest.call import Call
from podlab.engine.apiserver.rest.logstream import log_answer
from podlab.engine.apiserver.rest.messages import Response, Session, Stream, answer, to_json
from podlab.engine.apiserver.rest.presenting import Presenter
from podlab.engine.apiserver.rest.watchstream import WatchOptions, WatchStream
from podlab.engine.apiserver.verbs import Verbs
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.strategy import RETURNS_DELETED
from podlab.engine.objects import status
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
Answer = Response | Stream | Session

_SESSIONS = {"exec": "exec", "attach": "attach", "portforward": "portforward"}


class Resources:
    """Answers REST requests about resources."""

    def __init__(self, world: World, verbs: Verbs) -> None:
        self._world = world
        self._verbs = verbs
        self._presenter = Presenter(world, verbs.managed)

    def answer(self, call: Call, nodes: NodeProxy | None) -> Answer:
        """Answer a request; ApiError when it is refused."""
        route, method = call.route, call.request.method
        if route.subresource in _SESSIONS and call.kind.resource == "pods":
            return self._session(call)
        if route.subresource == "log" and method == "GET":
            return self._log(call, nodes)
        if route.subresource == "proxy":
            raise ApiError(501, "NotImplemented", "not simulated: proxying through the API server")
        handler = {
            "GET": self._get, "POST": self._create, "PUT": self._update, "PATCH": self._patch,
            "DELETE": self._delete,
        }.get(method)  # fmt: skip
        if handler is None:
            raise status.method_not_supported(call.kind.plural, method.lower())
        return handler(call)

    # --- reading ----------------------------------------------------------------------------
    def _get(self, call: Call) -> Answer:
        if call.route.name:
            if call.flag("watch"):
                return self._watch(call, f"metadata.name={call.route.name}")
            obj = self._verbs.get(
                call.caller,
                call.kind.resource,
                call.namespace,
                call.route.name,
                call.route.subresource,
            )
            return self._presenter.one(call, obj)
        if "list" not in call.kind.verbs:
            raise status.method_not_supported(call.kind.plural, "list")
        if call.flag("watch"):
            return self._watch(call, call.one("fieldSelector"))
        objects = self._verbs.list(
            call.caller,
            call.kind.resource,
            call.route.namespace,
            call.one("labelSelector"),
            call.one("fieldSelector"),
        )
        return self._presenter.many(call, objects)

    def _watch(self, call: Call, fields: str) -> Stream:
        self._verbs.check(call.caller, "watch", call.kind, call.namespace)
        options = WatchOptions(
            namespace=call.route.namespace,
            labels=call.one("labelSelector"),
            fields=fields,
            version=call.one("resourceVersion"),
            initial_events=call.flag("sendInitialEvents"),
            bookmarks=call.flag("allowWatchBookmarks"),
            timeout=_seconds(call.one("timeoutSeconds")),
        )
        return WatchStream(self._world, call.kind, options, self._presenter.per_event(call))

    def _log(self, call: Call, nodes: NodeProxy | None) -> Answer:
        self._verbs.check(call.caller, "get", call.kind, call.namespace, call.route.name, "log")
        return log_answer(need(nodes), call.namespace, call.route.name, call.parameters)

    def _session(self, call: Call) -> Session:
        self._verbs.check(
            call.caller,
            "create",
            call.kind,
            call.namespace,
            call.route.name,
            call.route.subresource,
        )
        self._world.get(call.kind, call.namespace, call.route.name)
        return Session(
            _SESSIONS[call.route.subresource], call.namespace, call.route.name, call.parameters
        )

    # --- writing ----------------------------------------------------------------------------
    def _create(self, call: Call) -> Answer:
        if "create" not in call.kind.verbs:
            raise status.method_not_supported(call.kind.plural, "create")
        body = bodies.value(call.request)
        if not call.route.subresource:
            bodies.check_kind(call.kind, body)
        obj = self._verbs.create(
            call.caller, call.kind.resource, call.namespace, body,
            subresource=call.route.subresource, name=call.route.name, dry_run=call.dry_run,
            field_validation=_validation(call),
        )  # fmt: skip
        return self._written(call, obj, 201)

    def _update(self, call: Call) -> Answer:
        body = bodies.value(call.request)
        if not call.route.subresource:
            bodies.check_kind(call.kind, body)
        obj = self._verbs.update(
            call.caller, call.kind.resource, call.namespace, call.route.name, body,
            subresource=call.route.subresource, dry_run=call.dry_run,
            field_validation=_validation(call),
        )  # fmt: skip
        return self._written(call, obj, 200)

    def _patch(self, call: Call) -> Answer:
        patch, patch_type = bodies.patch(call.request)
        if patch_type == "apply" and not call.one("fieldManager"):
            raise _no_manager()
        new = self._world.find(call.kind.resource, call.namespace, call.route.name) is None
        obj = self._verbs.patch(
            call.caller, call.kind.resource, call.namespace, call.route.name, patch, patch_type,
            subresource=call.route.subresource, dry_run=call.dry_run,
            field_validation=_validation(call), force=call.flag("force"),
        )  # fmt: skip
        return self._written(call, obj, 201 if new else 200)

    def _written(self, call: Call, obj: Object, code: int) -> Answer:
        if call.route.subresource == "scale" or "metadata" not in obj:
            return answer(obj, code)
        return self._presenter.one(call, obj, code)

    def _delete(self, call: Call) -> Answer:
        options = _options(call)
        dry_run = call.dry_run or "All" in (options.get("dryRun") or ())
        if not call.route.name:
            gone = self._verbs.delete_collection(
                call.caller, call.kind.resource, call.namespace, call.one("labelSelector"),
                call.one("fieldSelector"), options=options, dry_run=dry_run,
            )  # fmt: skip
            return self._presenter.many(call, gone)
        obj = self._verbs.delete(
            call.caller,
            call.kind.resource,
            call.namespace,
            call.route.name,
            options=options,
            dry_run=dry_run,
        )
        stays = "deletionTimestamp" in obj["metadata"]
        if call.kind.resource in RETURNS_DELETED or stays:
            return self._presenter.one(call, obj)
        return Response(200, to_json(_deleted(call.kind, obj)))


def need(nodes: NodeProxy | None) -> NodeProxy:
    """The door to the nodes, once the cluster has any."""
    if nodes is None:
        raise ApiError(503, "ServiceUnavailable", "no nodes are connected")
    return nodes


def _seconds(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _validation(call: Call) -> str:
    given = call.one("fieldValidation") or "Warn"
    if given not in ("Strict", "Warn", "Ignore"):
        raise status.bad_request(f'fieldValidation parameter invalid: "{given}"')
    return given


def _options(call: Call) -> Object:
    options: Object = {}
    if call.request.body:
        options = bodies.value(call.request)
    for name in ("propagationPolicy", "gracePeriodSeconds", "orphanDependents"):
        given = call.one(name)
        if given:
            options[name] = (
                int(given)
                if name == "gracePeriodSeconds" and _is_int(given)
                else (given == "true" if name == "orphanDependents" else given)
            )
    return options


def _is_int(text: str) -> bool:
    return text.removeprefix("-").isdigit() and len(text) < 12


def _no_manager() -> ApiError:
    words = "Required value: is required for apply patch"
    causes = [{"reason": "FieldValueRequired", "message": words, "field": "fieldManager"}]
    details = {"group": "meta.k8s.io", "kind": "PatchOptions", "causes": causes}
    message = f'PatchOptions.meta.k8s.io "" is invalid: fieldManager: {words}'
    return ApiError(422, "Invalid", message, details)


def _deleted(kind: Kind, obj: Object) -> Object:
    details = {
        "name": obj["metadata"]["name"],
        "group": kind.group,
        "kind": kind.plural,
        "uid": obj["metadata"].get("uid", ""),
    }
    return {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": {key: value for key, value in details.items() if value},
    }  # fmt: skip
