"""``create role | clusterrole | rolebinding | clusterrolebinding``.

Here: the objects as kubectl sends them, and its checks of verbs and resources.  Not here: what
RBAC allows (the API server).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators.cluster import label_selector
from podlab.engine.kubectl.generators.names import cluster_metadata, metadata

Object = dict[str, Any]
GROUP = "rbac.authorization.k8s.io"
VERBS = {
    "*", "get", "delete", "list", "create", "update", "patch", "watch", "proxy",
    "deletecollection", "use", "bind", "escalate", "impersonate",
}  # fmt: skip
URL_VERBS = {"get", "put", "post", "head", "options", "delete", "patch", "*"}


def _unique(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))


def _verbs(c: Context, known: set[str]) -> list[str]:
    verbs = _unique(list(c.flag("verb") or []))
    if not verbs:
        raise CommandError("at least one verb must be specified")
    if "*" in verbs:
        verbs = ["*"]
    for verb in verbs:
        if verb not in known:
            c.err(f"Warning: '{verb}' is not a standard resource verb\n")
    return verbs


def _resource(c: Context, text: str) -> tuple[str, str]:
    """(group, ``pods/log``) of one ``--resource``."""
    main, slash, sub = text.partition("/")
    plural, _, group = main.partition(".")
    if not plural:
        raise CommandError("resource must be specified if apiGroup/subresource specified")
    if plural == "*":
        return group, "*" + slash + sub
    kind = c.kinds.find(main)
    if kind is None:
        where = f" in group {group!r}".replace("'", '"') if group else ""
        if _is_special(c, plural, group):
            return group, plural + slash + sub
        raise CommandError(f'the server doesn\'t have a resource type "{plural}"{where}', prefix="")
    return kind.group, kind.plural + slash + sub


def _is_special(c: Context, plural: str, group: str) -> bool:
    special = {
        "use": ("podsecuritypolicies",), "bind": ("roles", "clusterroles"),
        "escalate": ("roles", "clusterroles"),
        "impersonate": ("users", "serviceaccounts", "groups", "userextras"),
    }  # fmt: skip
    return any(plural in special.get(verb, ()) for verb in c.flag("verb") or [])


def _rules(c: Context, verbs: list[str]) -> list[Object]:
    by_group: dict[str, list[str]] = {}
    for text in c.flag("resource") or []:
        group, resource = _resource(c, text)
        rows = by_group.setdefault(group, [])
        if resource not in rows:
            rows.append(resource)
    names = _unique(list(c.flag("resource-name") or []))
    rules = []
    for group in sorted(by_group):
        rule: Object = {"apiGroups": [group], "resources": by_group[group], "verbs": verbs}
        if names:
            rule["resourceNames"] = names
        rules.append(rule)
    return rules


def role(c: Context, name: str) -> Object:
    """``create role NAME --verb=… --resource=…``."""
    verbs = _verbs(c, VERBS)
    if not c.flag("resource"):
        raise CommandError("at least one resource must be specified")
    return {"apiVersion": f"{GROUP}/v1", "kind": "Role", "metadata": metadata(c, name),
            "rules": _rules(c, verbs)}  # fmt: skip


def clusterrole(c: Context, name: str) -> Object:
    """``create clusterrole NAME``; rules, URLs or an aggregation."""
    obj: Object = {"apiVersion": f"{GROUP}/v1", "kind": "ClusterRole",
                   "metadata": cluster_metadata(name)}  # fmt: skip
    urls = list(c.flag("non-resource-url") or [])
    if c.flag("aggregation-rule"):
        if urls or c.flag("verb") or c.flag("resource"):
            raise CommandError(
                "aggregation rule must be specified without nonResourceURLs, verbs, resources or "
                "resourceNames"
            )
        selector = label_selector(str(c.flag("aggregation-rule")))
        return {**obj, "aggregationRule": {"clusterRoleSelectors": [selector]}, "rules": None}
    verbs = _verbs(c, VERBS | URL_VERBS)
    if not c.flag("resource") and not urls:
        raise CommandError("one of resource or nonResourceURL must be specified")
    rules = _rules(c, verbs)
    if urls:
        _check_urls(verbs, urls)
        rules.append({"nonResourceURLs": urls, "verbs": verbs})
    return {**obj, "rules": rules}


def _check_urls(verbs: list[str], urls: list[str]) -> None:
    for verb in verbs:
        if verb not in URL_VERBS:
            raise CommandError(f"invalid verb: '{verb}' for nonResourceURL")
    for url in urls:
        if url != "*" and not url.startswith("/"):
            raise CommandError("nonResourceURL should start with /")
        if "*" in url[:-1]:
            raise CommandError(
                "nonResourceURL only supports wildcard matches when '*' is at the end"
            )


def subjects(c: Context) -> list[Object]:
    """``--user``, ``--group`` and ``--serviceaccount`` as subjects."""
    rows: list[Object] = [
        {"kind": "User", "apiGroup": GROUP, "name": name} for name in c.flag("user") or []
    ]
    rows += [{"kind": "Group", "apiGroup": GROUP, "name": name} for name in c.flag("group") or []]
    for text in c.flag("serviceaccount") or []:
        space, colon, name = text.partition(":")
        if not colon or not space or not name or ":" in name:
            raise CommandError("serviceaccount must be <namespace>:<name>")
        rows.append({"kind": "ServiceAccount", "name": name, "namespace": space})
    return rows


def rolebinding(c: Context, name: str) -> Object:
    """``create rolebinding NAME --role=… | --clusterrole=…``."""
    inner, outer = str(c.flag("role") or ""), str(c.flag("clusterrole") or "")
    if bool(inner) == bool(outer):
        raise CommandError("exactly one of clusterrole or role must be specified")
    reference = {"apiGroup": GROUP, "kind": "Role" if inner else "ClusterRole",
                 "name": inner or outer}  # fmt: skip
    return _binding("RoleBinding", metadata(c, name), reference, subjects(c))


def clusterrolebinding(c: Context, name: str) -> Object:
    """``create clusterrolebinding NAME --clusterrole=…``."""
    reference = {"apiGroup": GROUP, "kind": "ClusterRole", "name": str(c.flag("clusterrole"))}
    return _binding("ClusterRoleBinding", cluster_metadata(name), reference, subjects(c))


def _binding(kind: str, head: Object, reference: Object, rows: list[Object]) -> Object:
    obj: Object = {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": head,
                   "roleRef": reference}  # fmt: skip
    if rows:
        obj["subjects"] = rows
    return obj
