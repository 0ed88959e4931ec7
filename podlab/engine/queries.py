"""Questions: everything that somebody outside may ask a cluster without changing it.

Answers are plain data in the shapes of the page's protocol.  Not here: commands (``commands``).
"""

from typing import Any

from podlab.engine.apiserver.access.caller import Caller
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import parse_rfc3339
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.shell.state import ShellState
from podlab.engine.objects import yaml
from podlab.engine.objects.locate import locate
from podlab.engine.objects.meta import drop
from podlab.engine.objects.status import ApiError
from podlab.engine.observe import narrate
from podlab.engine.observe.absent import Absent
from podlab.engine.observe.absent import absent as find_absent
from podlab.engine.observe.cause import timeline
from podlab.engine.observe.facts import Fact, Records
from podlab.engine.store.store import Change

HOME = "/root"
MAX_FILES = 300
MAX_DEPTH = 4
MAX_READ = 1_048_576
MAX_LINE = 500

EDITOR = Caller(
    "kubernetes-admin",
    ("system:masters", "system:authenticated"),
    "kubectl-client-side-apply",
    "editor",
)


class NoSuchFile(Exception):
    """A file that cannot be read; ``str()`` is the machine's own text."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(text)
        self.path = path


def terminal_since(cluster: Cluster, name: str, offset: int) -> tuple[bytes, int]:
    """What a terminal has shown since an offset (at most what its ring keeps), and the next one."""
    if name not in cluster.terminals():
        return b"", offset
    return cluster.machine.terminal_since(name, offset)


def terminal_size(cluster: Cluster, name: str) -> tuple[int, int]:
    """Columns and rows of a terminal; (0, 0) of one that is not there."""
    return cluster.machine.terminal_size(name)


def typed_lines(cluster: Cluster, most: int) -> list[str]:
    """The lines that were typed last at the machine's shells, one shell after another."""
    found: list[str] = []
    for process in cluster.machine.state.processes.values():
        shell = process.memory.get("shell") if process.tty else None
        if isinstance(shell, ShellState):
            found += [line[:MAX_LINE] for line in shell.history[-most:]]
    return found[-most:]


def command_outcome(cluster: Cluster, token: str) -> tuple[int, str] | None:
    """Exit status and whole output of a command that was run, once it has ended."""
    result = cluster.machine.command_result(token)
    if result is None:
        return None
    status, out, err = result
    return status, (out + err).decode("utf-8", "replace")


def list_files(cluster: Cluster) -> list[dict[str, Any]]:
    """Files and folders below the home directory, hidden ones left out."""
    found: list[dict[str, Any]] = []
    todo = [(HOME, 0)]
    while todo and len(found) < MAX_FILES:
        folder, depth = todo.pop(0)
        for entry in _entries(cluster, folder):
            found.append(entry)
            if entry["type"] == "directory" and depth < MAX_DEPTH:
                todo.append((entry["path"], depth + 1))
    return found[:MAX_FILES]


def _entries(cluster: Cluster, folder: str) -> list[dict[str, Any]]:
    files = cluster.machine.files
    rows = []
    for name in sorted(files.listdir(folder)):
        path = f"{folder}/{name}"
        stat = files.stat(path, follow=False)
        if not name.startswith(".") and stat.type in ("file", "directory"):
            rows.append({"path": path, "type": stat.type, "size": stat.size, "mtime": stat.mtime})
    return rows


def read_file(cluster: Cluster, path: str) -> str:
    """A text file.

    Raises:
        NoSuchFile: it is not there, is not a file, or is too large to edit.
    """
    files = cluster.machine.files
    try:
        stat = files.stat(path)
        if stat.type != "file":
            raise NoSuchFile(path, f"{path}: not a regular file")
        if stat.size > MAX_READ:
            raise NoSuchFile(path, f"{path}: File too large")
        return files.read(path).decode("utf-8", "replace")
    except SystemCallError as error:
        raise NoSuchFile(path, f"{path}: {error}") from error


def modified(cluster: Cluster, path: str) -> int:
    """When a file was written last, in microseconds; 0 if it is not there."""
    try:
        return cluster.machine.files.stat(path).mtime
    except SystemCallError:
        return 0


def validate(cluster: Cluster, text: str) -> list[dict[str, Any]]:
    """What the API server would say to each document of a manifest: a dry run, in its words."""
    try:
        documents = yaml.load_all(text)
    except yaml.YamlError as error:
        return [{"message": str(error), "line": error.line, "column": error.column}]
    problems = []
    for number, document in enumerate(documents):
        if document is None:
            continue
        message = _refusal(cluster, document)
        if message:
            line, column = locate(text, number, message)
            problems.append({"message": message, "line": line, "column": column})
    return problems


def _refusal(cluster: Cluster, document: Any) -> str:
    if not isinstance(document, dict):
        return "invalid object to validate"
    version, kind_name = document.get("apiVersion"), document.get("kind")
    for field, value in (("apiVersion", version), ("kind", kind_name)):
        if not isinstance(value, str) or not value:
            return f"{field} not set"
    kind = cluster.kinds.by_kind(str(version), str(kind_name))
    if kind is None:
        return f'no matches for kind "{kind_name}" in version "{version}"'
    metadata = document.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace = str(metadata.get("namespace") or "default") if kind.namespaced else ""
    name = str(metadata.get("name") or "")
    verbs = cluster.api.verbs
    try:
        if name and _exists(cluster, kind.resource, namespace, name):
            verbs.patch(
                EDITOR,
                kind.resource,
                namespace,
                name,
                document,
                "apply",
                dry_run=True,
                field_validation="Strict",
                force=True,
            )
        else:
            verbs.create(
                EDITOR, kind.resource, namespace, document, dry_run=True, field_validation="Strict"
            )
    except ApiError as error:
        return error.message
    return ""


def _exists(cluster: Cluster, resource: str, namespace: str, name: str) -> bool:
    try:
        cluster.api.verbs.get(EDITOR, resource, namespace, name)
    except ApiError:
        return False
    return True


def inspect(cluster: Cluster, uid: str) -> dict[str, Any]:
    """An object's YAML, events and life; the last known state of one that is gone."""
    change = next(
        (
            one
            for one in reversed(cluster.store.state.changes)
            if one.object["metadata"].get("uid") == uid
        ),
        None,
    )
    obj = _newest(cluster, uid, change)
    if obj is None:
        return {"ok": False, "yaml": "", "events": [], "timeline": []}
    return {
        "yaml": yaml.dump(drop(obj, ("metadata", "managedFields"))),
        "events": _events(cluster, uid),
        "timeline": timeline(cluster.sim, cluster.store, cluster.kinds, uid),
    }


def _newest(cluster: Cluster, uid: str, change: Change | None) -> dict[str, Any] | None:
    """An object as it is now (heartbeats are newer than the last change), or as it ended."""
    if change is None:
        return cluster.store.find_uid(uid)
    kept = cluster.store.get(change.key)
    return kept if kept is not None and kept["metadata"]["uid"] == uid else change.object


def _events(cluster: Cluster, uid: str) -> list[dict[str, Any]]:
    rows = []
    for event in cluster.store.list("events"):
        if event["involvedObject"].get("uid") != uid:
            continue
        stamp = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        rows.append(
            {
                "id": event["metadata"]["uid"],
                "time": parse_rfc3339(stamp),
                "type": event.get("type", ""),
                "reason": event.get("reason", ""),
                "message": event.get("message", ""),
                "source": (event.get("source") or {}).get("component", ""),
                "count": event.get("count") or 1,
            }
        )
    return sorted(rows, key=lambda row: row["time"])


def why(cluster: Cluster, question: str) -> list[Fact]:
    """Why something is as it is, or is not there: see ``narrate.why`` for what can be asked.

    Facts, the present first; words are chosen by whoever shows them.
    """
    return narrate.why(_records(cluster), question)


def absent(cluster: Cluster) -> list[Absent]:
    """What is missing in the cluster and what is gone, each with the question that tells why."""
    return find_absent(_records(cluster))


def _records(cluster: Cluster) -> Records:
    managed = cluster.api.verbs.managed.entries
    decisions = cluster.scheduler.decisions
    return Records(cluster.sim, cluster.store, cluster.kinds, decisions, managed)
