"""Access reviews: ``kubectl auth can-i``, ``auth can-i --list`` and ``auth whoami``."""

from typing import Any

from podlab.engine.apiserver.access.authz import MASTERS, Authorizer, Request
from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.objects.meta import dig

Object = dict[str, Any]

_GROUP = "authorization.k8s.io"
REVIEWS = (
    f"selfsubjectaccessreviews.{_GROUP}",
    f"subjectaccessreviews.{_GROUP}",
    f"localsubjectaccessreviews.{_GROUP}",
)
RULES = f"selfsubjectrulesreviews.{_GROUP}"
WHO = "selfsubjectreviews.authentication.k8s.io"

_EVERYTHING: tuple[Object, Object] = (
    {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]},
    {"verbs": ["*"], "nonResourceURLs": ["*"]},
)


def access(authorizer: Authorizer, caller: Caller, review: Object) -> Object:
    """An access review with its verdict."""
    spec = review.get("spec") or {}
    if "user" in spec or "groups" in spec:
        groups = tuple(spec.get("groups") or ())
        caller = Caller(spec.get("user", ""), groups, caller.manager, "client/review")
    allowed = authorizer.may(caller, _request(spec))
    status: Object = {"allowed": allowed}
    if allowed and MASTERS not in caller.groups:
        status["reason"] = "RBAC: allowed"
    return {**review, "metadata": review.get("metadata") or {}, "status": status}


def _request(spec: Object) -> Request:
    if "nonResourceAttributes" in spec:
        wanted = spec["nonResourceAttributes"] or {}
        return Request(wanted.get("verb", ""), path=wanted.get("path", ""))
    wanted = spec.get("resourceAttributes") or {}
    return Request(
        wanted.get("verb", ""),
        wanted.get("group", ""),
        wanted.get("resource", ""),
        wanted.get("subresource", ""),
        wanted.get("namespace", ""),
        wanted.get("name", ""),
    )


def rules(authorizer: Authorizer, caller: Caller, review: Object) -> Object:
    """What the caller may do in a namespace."""
    namespace = dig(review, "spec", "namespace", default="")
    granted = authorizer.rules(caller, namespace)
    if MASTERS in caller.groups:
        granted = [*_EVERYTHING, *granted]
    status = {
        "resourceRules": [
            {key: rule[key] for key in ("verbs", "apiGroups", "resources", "resourceNames")
             if rule.get(key)}
            for rule in granted if rule.get("resources")
        ],
        "nonResourceRules": [
            {key: rule[key] for key in ("verbs", "nonResourceURLs")}
            for rule in granted if rule.get("nonResourceURLs")
        ],
        "incomplete": False,
    }  # fmt: skip
    return {**review, "metadata": review.get("metadata") or {}, "status": status}


def who(caller: Caller, review: Object, now_text: str) -> Object:
    """Who the caller is."""
    user = {"username": caller.user, "groups": list(caller.groups)}
    metadata = {**(review.get("metadata") or {}), "creationTimestamp": now_text}
    return {**review, "metadata": metadata, "status": {"userInfo": user}}
