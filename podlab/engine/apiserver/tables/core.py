"""Table rows of nodes, namespaces, configuration, accounts, quotas and events."""

from podlab.engine.apiserver.tables.cells import NONE, Cell, Object, age, since
from podlab.engine.objects.meta import dig

_ROLE = "node-role.kubernetes.io/"


def only_age(obj: Object, now: int) -> list[Cell]:
    """NAME, AGE."""
    return [obj["metadata"]["name"], age(obj, now)]


def created_at(obj: Object, _now: int) -> list[Cell]:
    """NAME, CREATED AT: what a kind without a printer of its own shows."""
    return [obj["metadata"]["name"], obj["metadata"].get("creationTimestamp", "")]


def node(obj: Object, now: int) -> list[Cell]:
    """STATUS, ROLES, AGE, VERSION and the wide ones."""
    info = dig(obj, "status", "nodeInfo", default={})
    kernel = info.get("kernelVersion") or "<unknown>"
    if info.get("architecture"):
        kernel += f" ({info['architecture']})"
    return [
        obj["metadata"]["name"],
        _node_word(obj),
        ",".join(_roles(obj)) or NONE,
        age(obj, now),
        info.get("kubeletVersion", ""),
        _address(obj, "InternalIP"),
        _address(obj, "ExternalIP"),
        info.get("osImage") or "<unknown>",
        kernel,
        info.get("containerRuntimeVersion") or "<unknown>",
    ]


def _node_word(obj: Object) -> str:
    words = [
        "Ready" if row["status"] == "True" else "NotReady"
        for row in dig(obj, "status", "conditions", default=[])
        if row["type"] == "Ready"
    ][-1:] or ["Unknown"]
    if dig(obj, "spec", "unschedulable"):
        words.append("SchedulingDisabled")
    return ",".join(words)


def _roles(obj: Object) -> list[str]:
    labels = obj["metadata"].get("labels") or {}
    roles = {key.removeprefix(_ROLE) for key in labels if key.startswith(_ROLE)}
    roles.add(labels.get("kubernetes.io/role", ""))
    return sorted(roles - {""})


def _address(obj: Object, type_: str) -> str:
    for row in dig(obj, "status", "addresses", default=[]):
        if row["type"] == type_:
            return str(row["address"])
    return NONE


def namespace(obj: Object, now: int) -> list[Cell]:
    """STATUS, AGE."""
    phase = dig(obj, "status", "phase", default="")
    return [obj["metadata"]["name"], phase, age(obj, now)]


def config_map(obj: Object, now: int) -> list[Cell]:
    """DATA, AGE."""
    count = len(obj.get("data") or ()) + len(obj.get("binaryData") or ())
    return [obj["metadata"]["name"], count, age(obj, now)]


def secret(obj: Object, now: int) -> list[Cell]:
    """TYPE, DATA, AGE."""
    return [obj["metadata"]["name"], obj.get("type", ""), len(obj.get("data") or ()), age(obj, now)]


def resource_quota(obj: Object, now: int) -> list[Cell]:
    """REQUEST, LIMIT, AGE."""
    hard = dig(obj, "status", "hard", default={})
    used = dig(obj, "status", "used", default={})
    columns: tuple[list[str], list[str]] = ([], [])
    for name in sorted(hard):
        text = f"{name}: {used.get(name, '0')}/{hard[name]}"
        columns[name.startswith("limits.")].append(text)
    return [obj["metadata"]["name"], ", ".join(columns[0]), ", ".join(columns[1]), age(obj, now)]


def event(obj: Object, now: int) -> list[Cell]:
    """LAST SEEN, TYPE, REASON, OBJECT, MESSAGE and the wide ones."""
    stamp = obj.get("firstTimestamp") or obj.get("eventTime")
    first = since(stamp, now)
    last = since(obj["lastTimestamp"], now) if obj.get("lastTimestamp") else first
    count = obj.get("count") or 1
    series = obj.get("series")
    if series:
        last, count = since(series.get("lastObservedTime"), now), series.get("count", 0)
    involved = obj.get("involvedObject") or {}
    target = involved.get("kind", "").lower()
    if involved.get("name"):
        target += "/" + involved["name"]
    return [
        last,
        obj.get("type", ""),
        obj.get("reason", ""),
        target,
        involved.get("fieldPath", ""),
        _source(obj),
        obj.get("message", "").strip(),
        first,
        count,
        obj["metadata"]["name"],
    ]


def _source(obj: Object) -> str:
    source = obj.get("source") or {}
    component = source.get("component") or obj.get("reportingComponent", "")
    instance = source.get("host") or obj.get("reportingInstance", "")
    return f"{component}, {instance}" if instance else component


def component_status(obj: Object, _now: int) -> list[Cell]:
    """STATUS, MESSAGE, ERROR."""
    for row in obj.get("conditions") or ():
        if row["type"] == "Healthy":
            word = "Healthy" if row["status"] == "True" else "Unhealthy"
            return [obj["metadata"]["name"], word, row.get("message", ""), row.get("error", "")]
    return [obj["metadata"]["name"], "Unknown", "", ""]


def lease(obj: Object, now: int) -> list[Cell]:
    """HOLDER, AGE."""
    holder = dig(obj, "spec", "holderIdentity", default="")
    return [obj["metadata"]["name"], holder, age(obj, now)]


def priority_class(obj: Object, now: int) -> list[Cell]:
    """VALUE, GLOBAL-DEFAULT, AGE, PREEMPTIONPOLICY."""
    return [
        obj["metadata"]["name"],
        obj.get("value", 0),
        bool(obj.get("globalDefault", False)),
        age(obj, now),
        obj.get("preemptionPolicy", ""),
    ]


def runtime_class(obj: Object, now: int) -> list[Cell]:
    """HANDLER, AGE."""
    return [obj["metadata"]["name"], obj.get("handler", ""), age(obj, now)]


def binding(obj: Object, now: int) -> list[Cell]:
    """ROLE, AGE and the wide ones."""
    role = obj["roleRef"]
    names: dict[str, list[str]] = {"User": [], "Group": [], "ServiceAccount": []}
    for subject in obj.get("subjects") or ():
        name = subject.get("name", "")
        if subject.get("kind") == "ServiceAccount":
            name = f"{subject.get('namespace', '')}/{name}"
        names.setdefault(subject.get("kind", ""), []).append(name)
    return [
        obj["metadata"]["name"],
        f"{role['kind']}/{role['name']}",
        age(obj, now),
        *(", ".join(names[kind]) for kind in ("User", "Group", "ServiceAccount")),
    ]


def signing_request(obj: Object, now: int) -> list[Cell]:
    """AGE, SIGNERNAME, REQUESTOR, REQUESTEDDURATION, CONDITION."""
    spec = obj.get("spec") or {}
    conditions = {row["type"] for row in dig(obj, "status", "conditions", default=[])}
    word = (
        "Denied"
        if "Denied" in conditions
        else "Approved"
        if "Approved" in conditions
        else "Pending"
    )
    if "Failed" in conditions:
        word += ",Failed"
    if dig(obj, "status", "certificate"):
        word += ",Issued"
    seconds = spec.get("expirationSeconds")
    return [
        obj["metadata"]["name"],
        age(obj, now),
        spec.get("signerName") or NONE,
        spec.get("username", ""),
        NONE if seconds is None else _span(seconds),
        word,
    ]


def _span(seconds: int) -> str:
    return since("1970-01-01T00:00:00Z", seconds * 1_000_000)


def webhooks(obj: Object, now: int) -> list[Cell]:
    """WEBHOOKS, AGE."""
    return [obj["metadata"]["name"], len(obj.get("webhooks") or ()), age(obj, now)]


def policy(obj: Object, now: int) -> list[Cell]:
    """VALIDATIONS or MUTATIONS, PARAMKIND, AGE."""
    spec = obj.get("spec") or {}
    rules = spec.get("validations") or spec.get("mutations") or ()
    kind = spec.get("paramKind")
    shown = f"{kind.get('apiVersion')}/{kind.get('kind')}" if kind else "<unset>"
    return [obj["metadata"]["name"], len(rules), shown, age(obj, now)]


def policy_binding(obj: Object, now: int) -> list[Cell]:
    """POLICYNAME, PARAMREF, AGE."""
    spec = obj.get("spec") or {}
    reference = spec.get("paramRef") or {}
    shown = "<unset>"
    if reference.get("name"):
        shown = f"{reference.get('namespace') or '*'}/{reference['name']}"
    return [obj["metadata"]["name"], spec.get("policyName", ""), shown, age(obj, now)]


def flow_schema(obj: Object, now: int) -> list[Cell]:
    """PRIORITYLEVEL, MATCHINGPRECEDENCE, DISTINGUISHERMETHOD, AGE, MISSINGPL."""
    spec = obj.get("spec") or {}
    rows = dig(obj, "status", "conditions", default=[])
    missing = next((row["status"] for row in rows if row["type"] == "Dangling"), "?")
    return [
        obj["metadata"]["name"],
        dig(spec, "priorityLevelConfiguration", "name", default=""),
        spec.get("matchingPrecedence", 0),
        dig(spec, "distinguisherMethod", "type", default=NONE),
        age(obj, now),
        missing,
    ]


def priority_level(obj: Object, now: int) -> list[Cell]:
    """TYPE, NOMINALCONCURRENCYSHARES, QUEUES, HANDSIZE, QUEUELENGTHLIMIT, AGE."""
    spec = obj.get("spec") or {}
    limited = spec.get("limited") or {}
    queuing = dig(limited, "limitResponse", "queuing", default={})
    return [
        obj["metadata"]["name"],
        spec.get("type", ""),
        limited.get("nominalConcurrencyShares", NONE),
        queuing.get("queues", NONE),
        queuing.get("handSize", NONE),
        queuing.get("queueLengthLimit", NONE),
        age(obj, now),
    ]


def custom_definition(obj: Object, _now: int) -> list[Cell]:
    """SCOPE, VERSIONS, CREATED AT and the wide ones."""
    spec = obj["spec"]
    names = spec.get("names") or {}
    versions = [
        row["name"] + ("(storage)" if row.get("storage") else "")
        for row in spec.get("versions") or ()
    ]
    established = any(
        row["type"] == "Established" and row["status"] == "True"
        for row in dig(obj, "status", "conditions", default=[])
    )
    return [
        obj["metadata"]["name"],
        spec.get("scope", ""),
        ",".join(versions),
        obj["metadata"].get("creationTimestamp", ""),
        spec.get("group", ""),
        names.get("kind", ""),
        ",".join(names.get("shortNames") or ()),
        established,
    ]


def api_service(obj: Object, now: int) -> list[Cell]:
    """SERVICE, AVAILABLE, AGE."""
    service = dig(obj, "spec", "service")
    where = f"{service.get('namespace')}/{service.get('name')}" if service else "Local"
    rows = dig(obj, "status", "conditions", default=[])
    row = next((one for one in rows if one["type"] == "Available"), None)
    word = "Unknown"
    if row:
        word = row["status"] if row["status"] == "True" else f"{row['status']} ({row['reason']})"
    return [obj["metadata"]["name"], where, word, age(obj, now)]
