"""Rules of roles and their bindings.

Not here: what they allow (``apiserver.authz``).
"""

from podlab.engine.objects import formats
from podlab.engine.objects.fielderror import invalid, required, unsupported
from podlab.engine.objects.meta import dig
from podlab.engine.objects.validation import checks
from podlab.engine.objects.validation.checks import Errors, Object, form

_RBAC = "rbac.authorization.k8s.io"


def rules(obj: Object, namespaced: bool) -> Errors:
    """The rules of a Role or ClusterRole."""
    errors: Errors = []
    for place, rule in enumerate(obj.get("rules") or ()):
        path = f"rules[{place}]"
        no_verbs = [] if rule.get("verbs") else [required(f"{path}.verbs")]
        if rule.get("nonResourceURLs"):
            errors += _url_rule(path, rule, namespaced) + no_verbs
            continue
        if not rule.get("apiGroups"):
            words = "resource rules must supply at least one api group"
            errors.append(required(f"{path}.apiGroups", words))
        if not rule.get("resources"):
            words = "resource rules must supply at least one resource"
            errors.append(required(f"{path}.resources", words))
        errors += no_verbs
    return errors


def _url_rule(path: str, rule: Object, namespaced: bool) -> Errors:
    urls = rule["nonResourceURLs"]
    errors: Errors = []
    if namespaced:
        words = "namespaced rules cannot apply to non-resource URLs"
        errors.append(invalid(f"{path}.nonResourceURLs", urls, words))
    if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
        words = "rules cannot apply to both regular resources and non-resource URLs"
        errors.append(invalid(f"{path}.nonResourceURLs", urls, words))
    return errors


def role(obj: Object) -> Errors:
    """A Role."""
    return rules(obj, namespaced=True)


def cluster_role(obj: Object) -> Errors:
    """A ClusterRole."""
    errors = rules(obj, namespaced=False)
    selectors = dig(obj, "aggregationRule", "clusterRoleSelectors")
    if obj.get("aggregationRule") is not None and not selectors:
        words = "at least one clusterRoleSelector required if aggregationRule is non-nil"
        errors.append(required("aggregationRule.clusterRoleSelectors", words))
    for place, selector in enumerate(selectors or ()):
        where = f"aggregationRule.clusterRoleSelectors[{place}]"
        errors += checks.label_selector(where, selector)
    return errors


def role_binding(obj: Object) -> Errors:
    """A RoleBinding."""
    return _binding(obj, ("Role", "ClusterRole"), namespaced=True)


def cluster_role_binding(obj: Object) -> Errors:
    """A ClusterRoleBinding."""
    return _binding(obj, ("ClusterRole",), namespaced=False)


def _binding(obj: Object, kinds: tuple[str, ...], namespaced: bool) -> Errors:
    reference = obj.get("roleRef") or {}
    errors: Errors = []
    if reference.get("apiGroup") != _RBAC:
        errors.append(unsupported("roleRef.apiGroup", reference.get("apiGroup", ""), (_RBAC,)))
    if reference.get("kind") not in kinds:
        errors.append(unsupported("roleRef.kind", reference.get("kind", ""), kinds))
    if not reference.get("name"):
        errors.append(required("roleRef.name"))
    else:
        errors += form("roleRef.name", reference["name"], formats.path_segment)
    for place, subject in enumerate(obj.get("subjects") or ()):
        errors += _subject(f"subjects[{place}]", subject, namespaced)
    return errors


def _subject(path: str, subject: Object, namespaced: bool) -> Errors:
    kind, name = subject.get("kind") or "", subject.get("name") or ""
    group = subject.get("apiGroup") or ""
    errors: Errors = []
    if kind == "ServiceAccount":
        if name:
            errors += form(f"{path}.name", name, formats.dns_subdomain)
        if group:
            errors.append(unsupported(f"{path}.apiGroup", group, ("",)))
        if not namespaced and not subject.get("namespace"):
            errors.append(required(f"{path}.namespace"))
    elif kind in ("User", "Group"):
        if group != _RBAC:
            errors.append(unsupported(f"{path}.apiGroup", group, (_RBAC,)))
    else:
        errors.append(unsupported(f"{path}.kind", kind, ("ServiceAccount", "User", "Group")))
    return errors if name else [*errors, required(f"{path}.name")]


def binding_update(new: Object, old: Object) -> Errors:
    """The role that a binding grants stays."""
    errors: Errors = []
    if new.get("roleRef") != old.get("roleRef"):
        shown = new.get("roleRef") or {}
        value = {"APIGroup": shown.get("apiGroup", ""), "Kind": shown.get("kind", ""),
                 "Name": shown.get("name", "")}  # fmt: skip
        errors.append(invalid("roleRef", value, "cannot change roleRef"))
    return errors
