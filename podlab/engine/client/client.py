"""A component's calls to the API server, in process and without serialisation.

Here: the calls that components make, by resource name (``pods``, ``deployments.apps``).  Not here:
HTTP, or the verbs themselves (``apiserver.verbs``).  All raise ``objects.status.ApiError``.
Objects that come back are the stored ones: read them, never mutate them.
"""

from typing import Any, Protocol

from podlab.engine.apiserver.access.caller import Caller

Object = dict[str, Any]


class Verbs(Protocol):
    """The API server's verbs (``apiserver.verbs.Verbs`` implements this)."""

    def get(
        self, caller: Caller, resource: str, namespace: str, name: str, subresource: str = ""
    ) -> Object: ...

    def list(
        self,
        caller: Caller,
        resource: str,
        namespace: str | None,
        label_selector: str = "",
        field_selector: str = "",
    ) -> list[Object]: ...

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
    ) -> Object: ...

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
    ) -> Object: ...

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
    ) -> Object: ...

    def delete(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        *,
        options: Object | None = None,
        dry_run: bool = False,
    ) -> Object: ...


class Client:
    """One component's connection to the API server."""

    def __init__(self, verbs: Verbs, caller: Caller) -> None:
        self.caller = caller
        self.verbs = verbs

    def get(self, resource: str, namespace: str, name: str) -> Object:
        """One object; ApiError NotFound."""
        return self.verbs.get(self.caller, resource, namespace, name)

    def list(
        self, resource: str, namespace: str | None = None, labels: str = "", fields: str = ""
    ) -> list[Object]:
        """Objects that match the selectors; all namespaces if none is given."""
        return self.verbs.list(self.caller, resource, namespace, labels, fields)

    def create(self, resource: str, namespace: str, obj: Object) -> Object:
        """Create; AlreadyExists, Invalid, Forbidden."""
        return self.verbs.create(self.caller, resource, namespace, obj)

    def create_sub(
        self, resource: str, namespace: str, name: str, subresource: str, obj: Object
    ) -> Object:
        """POST to a subresource: ``binding``, ``eviction``, ``token``."""
        return self.verbs.create(
            self.caller, resource, namespace, obj, subresource=subresource, name=name
        )

    def update(self, resource: str, obj: Object, subresource: str = "") -> Object:
        """Replace the object (its name and namespace say which); Conflict if it changed since."""
        metadata = obj["metadata"]
        return self.verbs.update(
            self.caller,
            resource,
            metadata.get("namespace", ""),
            metadata["name"],
            obj,
            subresource=subresource,
        )

    def update_status(self, resource: str, obj: Object) -> Object:
        """Replace the object's status only."""
        return self.update(resource, obj, "status")

    def patch(
        self,
        resource: str,
        namespace: str,
        name: str,
        patch: Any,
        patch_type: str = "strategic",
        subresource: str = "",
    ) -> Object:
        """Patch; types ``json``, ``merge``, ``strategic``, ``apply``."""
        return self.verbs.patch(
            self.caller, resource, namespace, name, patch, patch_type, subresource=subresource
        )

    def delete(
        self,
        resource: str,
        namespace: str,
        name: str,
        *,
        uid: str = "",
        grace: int | None = None,
        propagation: str = "",
    ) -> Object:
        """Ask for deletion, of the object with that uid if one is given."""
        options: Object = {}
        if uid:
            options["preconditions"] = {"uid": uid}
        if grace is not None:
            options["gracePeriodSeconds"] = grace
        if propagation:
            options["propagationPolicy"] = propagation
        return self.verbs.delete(self.caller, resource, namespace, name, options=options)
