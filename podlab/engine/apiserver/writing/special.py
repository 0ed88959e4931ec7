"""Writes that are not plain: which subresource or virtual resource is done by which file.

Here: dispatch and the storing around it.  Not here: what each does (``subresources``).
"""

from dataclasses import replace
from typing import Any

from podlab.engine.apiserver.access.authz import Authorizer
from podlab.engine.apiserver.subresources import access, binding, eviction, scale, token
from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing import rules
from podlab.engine.apiserver.writing.deleter import Deleter
from podlab.engine.apiserver.writing.patcher import Patcher
from podlab.engine.apiserver.writing.write import Write
from podlab.engine.apiserver.writing.writer import Writer
from podlab.engine.objects import patch as patches
from podlab.engine.objects import status
from podlab.engine.objects.fielderror import errors_to_api_error
from podlab.engine.objects.kinds import Kind
from podlab.engine.objects.meta import dig, put
from podlab.engine.objects.status import ApiError
from podlab.engine.objects.validation.podupdate import debug_containers_update

Object = dict[str, Any]

SUCCESS: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
                   "code": 201}  # fmt: skip

_VIRTUAL = frozenset(
    (*access.REVIEWS, access.RULES, access.WHO, "tokenreviews.authentication.k8s.io", "bindings")
)
_PARTS = ("scale", "finalize", "ephemeralcontainers", "resize", "approval")


class Special:
    """Subresources and virtual resources."""

    def __init__(
        self,
        world: World,
        authorizer: Authorizer,
        writer: Writer,
        deleter: Deleter,
        patcher: Patcher,
    ) -> None:
        self._world = world
        self._authorizer = authorizer
        self._writer = writer
        self._deleter = deleter
        self._patcher = patcher

    # --- reading ----------------------------------------------------------------------------
    def shown(self, kind: Kind, obj: Object, subresource: str) -> Object:
        """What GET of a subresource answers."""
        if subresource == "scale":
            return scale.scale_of(kind, obj)
        if subresource and subresource not in kind.subresources:
            raise status.page_not_found()
        return obj

    # --- POST -------------------------------------------------------------------------------
    def creates(self, kind: Kind, subresource: str) -> bool:
        """Whether a POST is one of these."""
        return bool(subresource) or kind.resource in _VIRTUAL

    def create(self, write: Write, obj: Object) -> Object:
        """POST to a subresource or virtual resource."""
        resource, subresource = write.kind.resource, write.subresource
        if resource in _VIRTUAL:
            return self._review(write, obj)
        if resource == "pods" and subresource == "binding":
            return self._bind(write, obj)
        if resource == "pods" and subresource == "eviction":
            return self._evict(write, obj)
        if resource == "serviceaccounts" and subresource == "token":
            account = self._world.get(write.kind, write.namespace, write.name)
            return token.issue(self._world, account, obj)
        raise status.method_not_supported(write.kind.plural, "create")

    def _review(self, write: Write, obj: Object) -> Object:
        resource = write.kind.resource
        if resource == "bindings":
            pods = self._world.kind("pods")
            name = dig(obj, "metadata", "name", default="")
            return self._bind(replace(write, kind=pods, name=name, subresource="binding"), obj)
        if not write.trusted:
            obj = rules.decoded(self._world, write.kind, obj, write.field_validation)
        head = {"kind": write.kind.kind, "apiVersion": write.kind.api_version}
        obj = {**head, **obj}
        if resource in access.REVIEWS:
            return access.access(self._authorizer, write.caller, obj)
        if resource == access.RULES:
            return access.rules(self._authorizer, write.caller, obj)
        if resource == access.WHO:
            return access.who(write.caller, obj, self._world.now_text)
        if not dig(obj, "spec", "token"):
            raise status.bad_request("token is required for TokenReview in authentication")
        return token.review(self._world, obj)

    def _bind(self, write: Write, obj: Object) -> Object:
        pod = self._world.get(write.kind, write.namespace, write.name)
        placed = binding.bound(pod, obj, self._world.now_text)
        self._writer.store(write, placed, pod)
        return SUCCESS

    def _evict(self, write: Write, obj: Object) -> Object:
        name = dig(obj, "metadata", "name", default=write.name)
        if name != write.name:
            raise status.bad_request("name in URL does not match name in Eviction object")
        pod = self._world.get(write.kind, write.namespace, write.name)
        if not eviction.needs_no_budget(pod):
            self._charge(write, pod)
        options = obj.get("deleteOptions") or {}
        dry_run = write.dry_run or bool(options.get("dryRun"))
        gone = replace(write, subresource="", dry_run=dry_run)
        if not dry_run:
            self._writer.store(write, eviction.marked(pod, self._world.now_text), pod)
        self._deleter.delete(gone, options)
        return SUCCESS

    def _charge(self, write: Write, pod: Object) -> None:
        budgets = eviction.budgets_of(self._world, pod)
        if len(budgets) > 1:
            raise ApiError(
                500,
                "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction "
                "subresource does not support.",
            )
        for budget in budgets:
            changed = eviction.charged(budget, pod, self._world.now_text)
            if changed is not None and not write.dry_run:
                kind = self._world.kind("poddisruptionbudgets.policy")
                name = budget["metadata"]["name"]
                self._writer.store(
                    replace(write, kind=kind, name=name, subresource="status"), changed, budget
                )

    # --- PUT and PATCH ----------------------------------------------------------------------
    def updates(self, kind: Kind, subresource: str) -> bool:
        """Whether a PUT or PATCH is one of these."""
        return subresource in _PARTS or (bool(subresource) and subresource not in kind.subresources)

    def update(self, write: Write, obj: Object) -> Object:
        """PUT to a subresource."""
        subresource = write.subresource
        if subresource not in write.kind.subresources:
            raise status.page_not_found()
        old = self._world.get(write.kind, write.namespace, write.name)
        if subresource == "scale":
            changed = scale.scaled(write.kind, old, obj)
            stored = self._writer.replace(replace(write, subresource=""), changed, old)
            return scale.scale_of(write.kind, stored)
        if subresource == "finalize":
            return self._finalize(write, obj, old)
        if subresource == "ephemeralcontainers":
            debuggers = dig(obj, "spec", "ephemeralContainers", default=[])
            return self._part(write, old, put(old, ("spec", "ephemeralContainers"), debuggers))
        if subresource == "resize":
            return self._part(write, old, _resized(old, obj))
        conditions = dig(obj, "status", "conditions", default=[])
        return self._part(write, old, put(old, ("status", "conditions"), conditions))

    def _part(self, write: Write, old: Object, new: Object) -> Object:
        if not write.trusted and write.subresource in ("ephemeralcontainers", "resize"):
            new = rules.defaulted(self._world, write.kind, new)
        if not write.trusted and write.subresource == "ephemeralcontainers":
            errors = debug_containers_update(new["spec"], old["spec"])
            if errors:
                raise errors_to_api_error("", "Pod", old["metadata"]["name"], errors)
        if new.get("spec") != old.get("spec") and old["metadata"].get("generation"):
            generation = old["metadata"]["generation"] + 1
            new = put(new, ("metadata", "generation"), generation)
        if write.subresource == "resize":
            self._writer.reviewed(write, new, old)
        return self._writer.store(write, new, old, new)

    def _finalize(self, write: Write, obj: Object, old: Object) -> Object:
        spec = {**(old.get("spec") or {})}
        spec["finalizers"] = dig(obj, "spec", "finalizers", default=[])
        if not spec["finalizers"]:
            del spec["finalizers"]
        return self._writer.store(write, {**old, "spec": spec}, old)

    def patch(self, write: Write, patch: Any, patch_type: str) -> Object:
        """PATCH a subresource."""
        old = self._world.get(write.kind, write.namespace, write.name)
        if write.subresource != "scale":
            return self.update(write, self._patcher.patched(write, old, patch, patch_type))
        before = scale.scale_of(write.kind, old)
        if patch_type == "json":
            return self.update(write, patches.json_patch(before, patch))
        return self.update(write, patches.merge_patch(before, patch))


def _resized(old: Object, new: Object) -> Object:
    """The old Pod with the new one's container resources, which is all that resize may change."""
    spec = dict(old["spec"])
    for key in ("containers", "initContainers"):
        wanted = {row["name"]: row for row in dig(new, "spec", key, default=[])}
        rows = []
        for row in spec.get(key) or ():
            changed = wanted.get(row["name"])
            picked = (
                {k: changed[k] for k in ("resources", "resizePolicy") if k in changed}
                if changed
                else {}
            )
            rows.append({**row, **picked})
        if rows:
            spec[key] = rows
    return {**old, "spec": spec}
