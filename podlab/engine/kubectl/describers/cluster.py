"""``describe`` of namespaces, config maps, secrets, service accounts, quotas, limit ranges,
disruption budgets, priority classes, roles and bindings, autoscalers.

Here: their pages.  Not here: workloads, network and storage.
"""

import base64
import binascii
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.containers import selector_text
from podlab.engine.kubectl.describers.writer import (
    Page,
    format_labels,
    go_bool,
    go_list,
    rfc1123,
)

Object = dict[str, Any]
LIMIT_HEADS = ("Type", "Resource", "Min", "Max", "Default Request", "Default Limit",
               "Max Limit/Request Ratio")  # fmt: skip
SCOPES = {
    "Terminating": "Matches all pods that have an active deadline. These pods have a limited "
                   "lifespan on a node before being actively terminated by the system.",
    "NotTerminating": "Matches all pods that do not have an active deadline. These pods usually "
                      "include long running pods whose container command is not expected to "
                      "terminate.",
    "BestEffort": "Matches all pods that do not have resource requirements set. These pods have a "
                  "best effort quality of service.",
    "NotBestEffort": "Matches all pods that have at least one resource requirement set. These pods "
                     "have a burstable or guaranteed quality of service.",
}  # fmt: skip


def _head(page: Page, obj: Object, *, namespaced: bool = True) -> None:
    metadata = obj["metadata"]
    page.line(f"Name:\t{metadata['name']}")
    if namespaced:
        page.line(f"Namespace:\t{metadata.get('namespace', '')}")


def _notes(page: Page, obj: Object) -> None:
    page.pairs("Labels", obj["metadata"].get("labels"))
    page.annotations("Annotations", obj["metadata"].get("annotations"))


def namespace(c: Context, page: Page, obj: Object) -> None:
    """A Namespace with its quotas and limits."""
    name = obj["metadata"]["name"]
    status = obj.get("status") or {}
    _head(page, obj, namespaced=False)
    _notes(page, obj)
    page.line(f"Status:\t{status.get('phase', '')}")
    if status.get("conditions"):
        page.line("Conditions:")
        page.line("Type\tStatus\tLastTransitionTime\tReason\tMessage", 1)
        page.line("----\t------\t------------------\t------\t-------", 1)
        for row in status["conditions"]:
            cells = (row["type"], row["status"], rfc1123(row.get("lastTransitionTime")),
                     row.get("reason", ""), row.get("message", ""))  # fmt: skip
            page.line("\t".join(cells), 1)
    page.line("")
    _quotas(page, c.client.list("resourcequotas", name))
    page.line("")
    _limit_ranges(page, c.client.list("limitranges", name))


def _quotas(page: Page, rows: list[Object]) -> None:
    if not rows:
        page.line("No resource quota.")
        return
    page.line("Resource Quotas")
    for row in sorted(rows, key=lambda row: str(row["metadata"]["name"])):
        page.line(f"Name:\t{row['metadata']['name']}", 1)
        _scopes(page, row, 1, "* ")
        page.line("Resource\tUsed\tHard", 1)
        page.line("--------\t---\t---", 1)
        for name, used, hard in _amounts(row):
            page.line(f"{name}\t{used}\t{hard}", 1)


def _scopes(page: Page, obj: Object, level: int, mark: str) -> None:
    scopes = sorted(obj["spec"].get("scopes") or [])
    if scopes:
        page.line(f"Scopes:\t{', '.join(scopes)}", level)
        for scope in scopes:
            if scope in SCOPES:
                page.line(f"{mark}{SCOPES[scope]}", level)


def _amounts(obj: Object) -> list[tuple[str, str, str]]:
    status = obj.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    return [(name, str(used.get(name, "0")), str(hard[name])) for name in sorted(hard)]


def _limit_ranges(page: Page, rows: list[Object]) -> None:
    if not rows:
        page.line("No LimitRange resource.")
        return
    page.line("Resource Limits")
    page.line(" " + "\t".join(LIMIT_HEADS))
    page.line(" " + "\t".join("-" * len(head) for head in LIMIT_HEADS))
    for row in rows:
        _limits(page, row, " ")


def _limits(page: Page, obj: Object, lead: str) -> None:
    keys = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
    for item in obj["spec"].get("limits") or []:
        names = sorted({name for key in keys for name in item.get(key) or {}})
        for name in names:
            cells = [str((item.get(key) or {}).get(name, "-")) for key in keys]
            page.line(f"{lead}{item.get('type', '')}\t{name}\t" + "\t".join(cells))


def resourcequota(c: Context, page: Page, obj: Object) -> None:
    """A ResourceQuota."""
    _head(page, obj)
    _scopes(page, obj, 0, " * ")
    page.line("Resource\tUsed\tHard")
    page.line("--------\t----\t----")
    for name, used, hard in _amounts(obj):
        page.line(f"{name}\t{used}\t{hard}")


def limitrange(c: Context, page: Page, obj: Object) -> None:
    """A LimitRange."""
    _head(page, obj)
    page.line("\t".join(LIMIT_HEADS))
    page.line("\t".join("-" * len(head) for head in LIMIT_HEADS))
    _limits(page, obj, "")


def configmap(c: Context, page: Page, obj: Object) -> None:
    """A ConfigMap."""
    _head(page, obj)
    _notes(page, obj)
    page.line("\nData\n====")
    data = obj.get("data") or {}
    for key in sorted(data):
        page.line(f"{key}:\n----\n{data[key]}\n")
    page.line("\nBinaryData\n====")
    binary = obj.get("binaryData") or {}
    for key in sorted(binary):
        page.line(f"{key}: {_size(binary[key])} bytes")
    page.line("")


def _size(text: str) -> int:
    try:
        return len(base64.b64decode(text))
    except (binascii.Error, ValueError):
        return 0


def secret(c: Context, page: Page, obj: Object) -> None:
    """A Secret: sizes, never values."""
    _head(page, obj)
    _notes(page, obj)
    page.line(f"\nType:\t{obj.get('type', '')}")
    page.line("\nData\n====")
    data = obj.get("data") or {}
    token = obj.get("type") == "kubernetes.io/service-account-token"
    for key in sorted(data):
        if token and key == "token":
            page.line(f"{key}:\t{base64.b64decode(data[key]).decode(errors='replace')}")
        else:
            page.line(f"{key}:\t{_size(data[key])} bytes")


def serviceaccount(c: Context, page: Page, obj: Object) -> None:
    """A ServiceAccount."""
    _head(page, obj)
    _notes(page, obj)
    names = [row.get("name", "") for row in obj.get("imagePullSecrets") or []]
    page.line(f"Image pull secrets:\t{names[0] if names else '<none>'}")
    for name in names[1:]:
        page.line(f"                   \t{name}")


def poddisruptionbudget(c: Context, page: Page, obj: Object) -> None:
    """A PodDisruptionBudget."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    if spec.get("minAvailable") is not None:
        page.line(f"Min available:\t{spec['minAvailable']}")
    elif spec.get("maxUnavailable") is not None:
        page.line(f"Max unavailable:\t{spec['maxUnavailable']}")
    selector = spec.get("selector")
    page.line(f"Selector:\t{selector_text(selector) if selector is not None else '<unset>'}")
    page.line("Status:")
    for title, key in (("Allowed disruptions", "disruptionsAllowed"), ("Current", "currentHealthy"),
                       ("Desired", "desiredHealthy"), ("Total", "expectedPods")):  # fmt: skip
        page.line(f"{title}:\t{status.get(key, 0)}", 2)


def priorityclass(c: Context, page: Page, obj: Object) -> None:
    """A PriorityClass."""
    _head(page, obj, namespaced=False)
    page.line(f"Value:\t{obj.get('value', 0)}")
    page.line(f"GlobalDefault:\t{go_bool(obj.get('globalDefault'))}")
    page.line(f"PreemptionPolicy:\t{obj.get('preemptionPolicy', '')}")
    page.line(f"Description:\t{obj.get('description', '')}")
    page.line(f"Annotations:\t{format_labels(obj['metadata'].get('annotations'))}")


def role(c: Context, page: Page, obj: Object) -> None:
    """A Role or ClusterRole: one line for each resource."""
    _head(page, obj, namespaced=False)
    _notes(page, obj)
    page.line("PolicyRule:")
    page.line("Resources\tNon-Resource URLs\tResource Names\tVerbs", 1)
    page.line("---------\t-----------------\t--------------\t-----", 1)
    for row in policy_rows(obj.get("rules") or []):
        page.line("\t".join(row), 1)


def policy_rows(rules: list[Object]) -> list[tuple[str, str, str, str]]:
    """Rules as rows by resource: (resource, URLs, names, verbs)."""
    verbs: dict[tuple[str, str, str, str], list[str]] = {}
    for rule in rules:
        names = rule.get("resourceNames") or [""]
        for group in rule.get("apiGroups") or [""]:
            for resource in rule.get("resources") or []:
                for name in names:
                    key = (group, resource, name, "")
                    known = verbs.setdefault(key, [])
                    known += [verb for verb in rule.get("verbs") or [] if verb not in known]
        for url in rule.get("nonResourceURLs") or []:
            known = verbs.setdefault(("", "", "", url), [])
            known += [verb for verb in rule.get("verbs") or [] if verb not in known]
    rows = sorted(
        (go_list(row), *(f"[{part}]" for part in key), *key) for key, row in verbs.items()
    )
    return [
        (_combined(resource, group), urls, names, said)
        for said, _, _, names, urls, group, resource, *_ in rows
    ]


def _combined(resource: str, group: str) -> str:
    plural, slash, sub = resource.partition("/")
    return (f"{plural}.{group}" if group else plural) + slash + sub


def binding(c: Context, page: Page, obj: Object) -> None:
    """A RoleBinding or ClusterRoleBinding."""
    _head(page, obj, namespaced=False)
    _notes(page, obj)
    page.line("Role:")
    page.line(f"Kind:\t{obj['roleRef'].get('kind', '')}", 1)
    page.line(f"Name:\t{obj['roleRef'].get('name', '')}", 1)
    page.line("Subjects:")
    page.line("Kind\tName\tNamespace", 1)
    page.line("----\t----\t---------", 1)
    for row in obj.get("subjects") or []:
        page.line(f"{row.get('kind', '')}\t{row.get('name', '')}\t{row.get('namespace', '')}", 1)


def autoscaler(c: Context, page: Page, obj: Object) -> None:
    """A HorizontalPodAutoscaler."""
    spec, status = obj["spec"], obj.get("status") or {}
    _head(page, obj)
    _notes(page, obj)
    page.line(f"CreationTimestamp:\t{rfc1123(obj['metadata'].get('creationTimestamp'))}")
    target = spec["scaleTargetRef"]
    page.line(f"Reference:\t{target.get('kind', '')}/{target.get('name', '')}")
    page.line("Metrics:\t( current / target )")
    current = status.get("currentMetrics") or []
    for place, metric in enumerate(spec.get("metrics") or []):
        _metric(page, metric, current[place] if place < len(current) else {})
    page.line(f"Min replicas:\t{spec.get('minReplicas', '<unset>')}")
    page.line(f"Max replicas:\t{spec.get('maxReplicas', 0)}")
    if behavior := spec.get("behavior"):
        page.line("Behavior:")
        _direction(page, "Scale Up", behavior.get("scaleUp"))
        _direction(page, "Scale Down", behavior.get("scaleDown"))
    page.line(
        f"{target.get('kind', '')} pods:\t{status.get('currentReplicas', 0)} current / "
        f"{status.get('desiredReplicas', 0)} desired"
    )
    if status.get("conditions"):
        page.line("Conditions:")
        page.line("Type\tStatus\tReason\tMessage", 1)
        page.line("----\t------\t------\t-------", 1)
        for row in status["conditions"]:
            cells = (row["type"], row["status"], row.get("reason", ""), row.get("message", ""))
            page.line("\t".join(cells), 1)


def _metric(page: Page, metric: Object, now: Object) -> None:
    kind = str(metric.get("type", ""))
    key = kind[:1].lower() + kind[1:]
    wanted, seen = metric.get(key) or {}, (now.get(key) or {}).get("current") or {}
    target = wanted.get("target") or {}
    if kind not in ("Resource", "ContainerResource"):
        page.line(_other_metric(kind, wanted, seen), 1)
        return
    where = f"resource {wanted.get('name', '')}"
    if kind == "ContainerResource":
        where += f' of container "{wanted.get("container", "")}"'
    if target.get("averageValue"):
        value = seen.get("averageValue", "<unknown>")
        page.line(f"{where} on pods:\t{value} / {target['averageValue']}", 1)
        return
    share = seen.get("averageUtilization")
    value = "<unknown>" if share is None else f"{share}% ({seen.get('averageValue', '')})"
    aim = target.get("averageUtilization")
    page.line(
        f"{where} on pods  (as a percentage of request):\t{value} / "
        f"{'<auto>' if aim is None else f'{aim}%'}",
        1,
    )


def _other_metric(kind: str, wanted: Object, seen: Object) -> str:
    """A metric that is not of a resource: of all Pods, of one object, of something outside."""
    target, about = wanted.get("target") or {}, wanted.get("describedObject") or {}
    average = "averageValue" in target
    key = "averageValue" if average else "value"
    where = f" (target {'average value' if average else 'value'})"
    if kind == "Pods":
        where = " on pods"
    elif kind == "Object":
        where = f" on {about.get('kind', '')}/{about.get('name', '')}{where}"
    name = (wanted.get("metric") or {}).get("name", "")
    return f'"{name}"{where}:\t{seen.get(key, "<unknown>")} / {target.get(key, "")}'


def _direction(page: Page, title: str, rules: Object | None) -> None:
    if not rules:
        return
    page.line(f"{title}:", 1)
    window = rules.get("stabilizationWindowSeconds")
    if window is not None:
        page.line(f"Stabilization Window: {window} seconds", 2)
    if rules.get("policies"):
        page.line(f"Select Policy: {rules.get('selectPolicy') or 'Max'}", 2)
        page.line("Policies:", 2)
        for row in rules["policies"]:
            page.line(
                f"- Type: {row.get('type')}\tValue: {row.get('value')}\t"
                f"Period: {row.get('periodSeconds')} seconds",
                3,
            )
