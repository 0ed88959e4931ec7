"""The API server's verbs, in process: get, list, create, update, patch, delete.

Here: which part does what for which (sub)resource.  Not here: HTTP (``server``), the write path
(``writer``), deletion (``deleter``).  Objects that come back are the stored ones: never mutate
them.  All raise ``ApiError``.
"""

from typing import Any

from podlab.engine.apiserver.access.authz import Authorizer, Request, may_everything
from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.admission import Admission
from podlab.engine.apiserver.rest.conversion import to_storage
from podlab.engine.apiserver.rest.selection import Selection
from podlab.engine.apiserver.service.allocation import Allocation
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing import rules
from podlab.engine.apiserver.writing.deleter import Deleter
from podlab.engine.apiserver.writing.managed import ManagedFields
from podlab.engine.apiserver.writing.patcher import Patcher
from podlab.engine.apiserver.writing.special import Special
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.apiserver.writing.writer import Writer
from podlab.engine.objects import status
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]
Objects = list[Object]

DEPRECATED = {
    "endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    "componentstatuses": "v1 ComponentStatus is deprecated in v1.19+",
}
"""What every client is warned of that asks for these."""


class Verbs:
    """What clients may do with objects, by resource name (``pods``, ``deployments.apps``)."""

    def __init__(self, world: World, authorizer: Authorizer) -> None:
        self._world = world
        self._authorizer = authorizer
        self.managed = ManagedFields(world)
        admission = Admission(world)
        self._writer = Writer(world, admission, Allocation(world), self.managed)
        self._deleter = Deleter(world, admission, self._writer, self.managed)
        self._patcher = Patcher(world, self._writer, self.managed)
        self._special = Special(world, authorizer, self._writer, self._deleter, self._patcher)

    # --- reading ----------------------------------------------------------------------------
    def get(
        self, caller: Caller, resource: str, namespace: str, name: str, subresource: str = ""
    ) -> Object:
        """One object (or its ``scale``); ApiError NotFound."""
        kind = self._world.kind(resource)
        self.check(caller, "get", kind, namespace, name, subresource)
        obj = self._found(kind, namespace, name)
        return self._special.shown(kind, obj, subresource)

    def _found(self, kind: Kind, namespace: str, name: str) -> Object:
        """The object; where its namespace is missing too, that is what is told."""
        try:
            return self._world.get(kind, namespace, name)
        except ApiError:
            if namespace and self._world.find("namespaces", "", namespace) is None:
                raise status.not_found("", "namespaces", namespace) from None
            raise

    def list(
        self,
        caller: Caller,
        resource: str,
        namespace: str | None,
        label_selector: str = "",
        field_selector: str = "",
    ) -> list[Object]:
        """Objects that match the selectors, by namespace and name."""
        kind = self._world.kind(resource)
        self.check(caller, "list", kind, namespace or "", "")
        found = self._world.list(resource, namespace)
        if not label_selector and not field_selector:
            return found
        selection = Selection(kind, label_selector, field_selector)
        return [obj for obj in found if selection.matches(obj)]

    # --- writing ----------------------------------------------------------------------------
    def create(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        obj: Object,
        *,
        subresource: str = "",
        name: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Object:
        """Make an object, or POST to a subresource (``binding``, ``eviction``, ``token``)."""
        kind = self._world.kind(resource)
        self.check(caller, "create", kind, namespace, name, subresource)
        write = Write(caller, kind, namespace, name, subresource, dry_run, field_validation)
        if self._special.creates(kind, subresource):
            return self._special.create(write, obj)
        return self._writer.create(write, self._stored_form(write, obj))

    def update(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        obj: Object,
        *,
        subresource: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Object:
        """Replace an object or a part of it (``status``, ``scale``, ``finalize`` …)."""
        kind = self._world.kind(resource)
        self.check(caller, "update", kind, namespace, name, subresource)
        write = Write(caller, kind, namespace, name, subresource, dry_run, field_validation)
        if self._special.updates(kind, subresource):
            return self._special.update(write, obj)
        return self._writer.update(write, self._stored_form(write, obj))

    def patch(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        patch: Any,
        patch_type: str,
        *,
        subresource: str = "",
        dry_run: bool = False,
        field_validation: str = "",
        force: bool = False,
    ) -> Object:
        """Patch an object; types ``json``, ``merge``, ``strategic``, ``apply``."""
        kind = self._world.kind(resource)
        self.check(caller, "patch", kind, namespace, name, subresource)
        write = Write(caller, kind, namespace, name, subresource, dry_run, field_validation)
        if patch_type == "apply":
            return self._patcher.apply(write, patch, force)
        if self._special.updates(kind, subresource):
            return self._special.patch(write, patch, patch_type)
        return self._patcher.patch(write, patch, patch_type)

    def _stored_form(self, write: Write, obj: Any) -> Any:
        """An object that came in another version than its kind is stored in, converted."""
        version = obj.get("apiVersion") if isinstance(obj, dict) else None
        if not version or version == write.kind.api_version:
            return obj
        sent_as = self._world.kinds.by_kind(version, obj.get("kind", ""))
        if sent_as is None:
            return obj
        return to_storage(rules.decoded(self._world, sent_as, obj, write.field_validation))

    # --- deleting ---------------------------------------------------------------------------
    def delete(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        *,
        options: Object | None = None,
        dry_run: bool = False,
    ) -> Object:
        """Ask for an object's deletion; returns its last or its new state."""
        kind = self._world.kind(resource)
        self.check(caller, "delete", kind, namespace, name)
        return self._deleter.delete(
            Write(caller, kind, namespace, name, "", dry_run), options or {}
        )

    def delete_collection(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        label_selector: str = "",
        field_selector: str = "",
        *,
        options: Object | None = None,
        dry_run: bool = False,
    ) -> Objects:
        """Ask for the deletion of all objects that match; returns their states."""
        kind = self._world.kind(resource)
        self.check(caller, "deletecollection", kind, namespace)
        selection = Selection(kind, label_selector, field_selector)
        deleted = []
        for obj in self._world.list(resource, namespace):
            if selection.matches(obj):
                write = Write(caller, kind, namespace, obj["metadata"]["name"], "", dry_run)
                deleted.append(self._deleter.delete(write, options or {}))
        return deleted

    def check(
        self,
        caller: Caller,
        verb: str,
        kind: Kind,
        namespace: str,
        name: str = "",
        subresource: str = "",
    ) -> None:
        """Refuse what the caller may not do; ApiError 403."""
        if not kind.namespaced and namespace:
            raise status.page_not_found()
        if kind.resource in self._world.virtual and verb not in kind.verbs:
            raise status.method_not_supported(kind.plural, verb)
        if kind.resource in DEPRECATED and not caller.trusted:
            self._world.warn(DEPRECATED[kind.resource])
        if not may_everything(caller):
            request = Request(verb, kind.group, kind.plural, subresource, namespace, name)
            self._authorizer.check(caller, request)
