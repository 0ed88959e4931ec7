"""Authorization: role-based access control over the stored roles and bindings.

Here: whether a caller may, and the refusal's words.  Not here: who the caller is (``authn``).
"""

from typing import Any, NamedTuple

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.apiserver.world import World
from podlab.engine.objects.fielderror import quote
from podlab.engine.objects.status import ApiError

Object = dict[str, Any]

MASTERS = "system:masters"
_GROUP = ".rbac.authorization.k8s.io"


class Request(NamedTuple):
    """What somebody wants to do; ``path`` is set for what is no resource."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""


def may_everything(caller: Caller) -> bool:
    """Whether no rule need be looked up: administrators, and the cluster's own components."""
    return caller.trusted or MASTERS in caller.groups


class Authorizer:
    """Decides who may do what."""

    def __init__(self, world: World) -> None:
        self._world = world

    def may(self, caller: Caller, request: Request) -> bool:
        """Whether the request is allowed."""
        if may_everything(caller):
            return True
        return any(_grants(rule, request) for rule in self.rules(caller, request.namespace))

    def check(self, caller: Caller, request: Request) -> None:
        """Refuse what is not allowed; ApiError 403."""
        if not self.may(caller, request):
            raise _refusal(caller, request)

    def rules(self, caller: Caller, namespace: str) -> list[Object]:
        """Every rule that is granted to a caller in a namespace."""
        found = []
        for binding in self._world.list("clusterrolebindings" + _GROUP):
            if _includes(binding, caller, ""):
                found += self._role_rules(binding, "")
        if namespace:
            for binding in self._world.list("rolebindings" + _GROUP, namespace):
                if _includes(binding, caller, namespace):
                    found += self._role_rules(binding, namespace)
        return found

    def _role_rules(self, binding: Object, namespace: str) -> list[Object]:
        reference = binding["roleRef"]
        if reference.get("kind") == "Role":
            role = self._world.find("roles" + _GROUP, namespace, reference["name"])
        else:
            role = self._world.find("clusterroles" + _GROUP, "", reference["name"])
        return list((role or {}).get("rules") or ())


def _includes(binding: Object, caller: Caller, namespace: str) -> bool:
    for subject in binding.get("subjects") or ():
        kind, name = subject.get("kind"), subject.get("name", "")
        if kind == "User" and name == caller.user:
            return True
        if kind == "Group" and name in caller.groups:
            return True
        if kind == "ServiceAccount":
            space = subject.get("namespace") or namespace
            if caller.user == f"system:serviceaccount:{space}:{name}":
                return True
    return False


def _grants(rule: Object, request: Request) -> bool:
    if not _has(rule.get("verbs"), request.verb):
        return False
    if request.path:
        return any(_path_matches(one, request.path) for one in rule.get("nonResourceURLs") or ())
    if not _has(rule.get("apiGroups"), request.group):
        return False
    names = rule.get("resourceNames")
    if names and request.name not in names:
        return False
    wanted = request.resource
    if request.subresource:
        wanted += "/" + request.subresource
    resources = rule.get("resources") or ()
    return (
        wanted in resources
        or "*" in resources
        or (bool(request.subresource) and f"*/{request.subresource}" in resources)
    )


def _has(values: Any, value: str) -> bool:
    return bool(values) and (value in values or "*" in values)


def _path_matches(pattern: str, path: str) -> bool:
    return pattern == path or (pattern.endswith("*") and path.startswith(pattern[:-1]))


def _refusal(caller: Caller, request: Request) -> ApiError:
    if request.path:
        words = (
            f"forbidden: User {quote(caller.user)} cannot {request.verb} path {quote(request.path)}"
        )
        return ApiError(403, "Forbidden", words, {})
    resource = request.resource + (f"/{request.subresource}" if request.subresource else "")
    qualified = f"{request.resource}.{request.group}" if request.group else request.resource
    where = (
        f"in the namespace {quote(request.namespace)}"
        if request.namespace
        else "at the cluster scope"
    )
    subject = f"{qualified} {quote(request.name)}" if request.name else qualified
    words = (
        f"{subject} is forbidden: User {quote(caller.user)} cannot {request.verb} resource "
        f"{quote(resource)} in API group {quote(request.group)} {where}"
    )
    details = {"name": request.name, "group": request.group, "kind": request.resource}
    return ApiError(403, "Forbidden", words, {k: v for k, v in details.items() if v})
