"""``kubectl auth can-i | whoami``.

Here: the reviews that are asked for, words.  Not here: authorization (the API server).
"""

from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.cluster import policy_rows
from podlab.engine.kubectl.printers import PRINTERS, output_format
from podlab.engine.machine.program import Step

Object = dict[str, Any]
API = "authorization.k8s.io"
_VERBS = (
    "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "use",
    "bind", "impersonate", "*", "approve", "sign", "escalate", "attest",
)  # fmt: skip
_PATH_VERBS = ("get", "put", "post", "head", "options", "delete", "patch", "*")
USAGE = (
    "you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)


def can_i(c: Context) -> Step:
    """``auth can-i VERB RESOURCE`` or ``--list``."""
    if c.flag("list"):
        return _list(c)
    if len(c.args) not in (2, 3):
        raise CommandError(USAGE)
    verb, word, *rest = c.args
    if word.startswith("/"):
        _check_verb(c, verb, _PATH_VERBS)
        spec: Object = {"nonResourceAttributes": {"path": word, "verb": verb}}
    else:
        spec = {"resourceAttributes": _attributes(c, verb, word, rest)}
    body = {"apiVersion": f"{API}/v1", "kind": "SelfSubjectAccessReview", "metadata": {},
            "spec": spec}  # fmt: skip
    status = c.client.create(f"selfsubjectaccessreviews.{API}", "", body).get("status") or {}
    allowed = bool(status.get("allowed"))
    if not c.flag("quiet"):
        reason = f" - {status['reason']}" if status.get("reason") and not allowed else ""
        if not allowed and status.get("evaluationError"):
            reason += f" - {status['evaluationError']}"
        c.out("yes\n" if allowed else f"no{reason}\n")
    return 0 if allowed else 1


def _attributes(c: Context, verb: str, word: str, rest: list[str]) -> Object:
    resource, _, name = word.partition("/")
    kind = c.kinds.find(resource)
    plural, group, version = resource, "", ""
    if kind is not None:
        plural, group, version = kind.plural, kind.group, kind.version
        if not kind.namespaced and verb != "*":
            c.err(
                f"Warning: resource '{kind.plural}' is not namespace scoped"
                + (f" in group '{kind.group}'" if kind.group else "")
                + "\n\n"
            )
    elif resource != "*":
        plural, _, group = resource.partition(".")
        c.err(
            f"Warning: the server doesn't have a resource type '{plural}'"
            + (f" in group '{group}'" if group else "")
            + "\n\n"
        )
    if not c.all_namespaces:
        _check_verb(c, verb, _VERBS)
    if resource == "*":
        group = "*"
    found = {
        "namespace": "" if c.all_namespaces or (kind and not kind.namespaced) else c.namespace,
        "verb": verb, "group": group, "version": version, "resource": plural,
        "subresource": str(c.flag("subresource") or ""), "name": name or (rest[0] if rest else ""),
    }  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _check_verb(c: Context, verb: str, known: tuple[str, ...]) -> None:
    if verb not in known:
        c.err(f"Warning: verb '{verb}' is not a known verb\n\n")


def _list(c: Context) -> Step:
    body = {"apiVersion": f"{API}/v1", "kind": "SelfSubjectRulesReview", "metadata": {},
            "spec": {"namespace": c.namespace}}  # fmt: skip
    status = c.client.create(f"selfsubjectrulesreviews.{API}", "", body).get("status") or {}
    if status.get("incomplete"):
        reason = status.get("evaluationError") or ""
        c.err(f"warning: the list may be incomplete: {reason}\n")
    rows = [list(row) for row in policy_rows(status.get("resourceRules") or [])]
    paths = [
        list(row) for rule in status.get("nonResourceRules") or [] for row in policy_rows([rule])
    ]
    rows += sorted(paths, key=lambda row: row[1])  # two roles may grant the same path: both count
    if not c.flag("no-headers"):
        rows.insert(0, ["Resources", "Non-Resource URLs", "Resource Names", "Verbs"])
    c.out(tabwriter.rows(rows))
    return 0


def whoami(c: Context) -> Step:
    """``auth whoami``."""
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview", "metadata": {}}
    review = c.client.create("selfsubjectreviews.authentication.k8s.io", "", body)
    name, argument = output_format(c)
    if name:
        c.out(PRINTERS[name](c, review, argument))
        return 0
    user = (review.get("status") or {}).get("userInfo") or {}
    rows = [["ATTRIBUTE", "VALUE"], ["Username", str(user.get("username", ""))]]
    if user.get("uid"):
        rows.append(["UID", str(user["uid"])])
    if user.get("groups"):
        rows.append(["Groups", f"[{' '.join(user['groups'])}]"])
    for key in sorted(user.get("extra") or {}):
        rows.append([f"Extra: {key}", f"[{' '.join(user['extra'][key])}]"])
    c.out(tabwriter.rows(rows))
    return 0
