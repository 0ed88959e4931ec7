"""A process and a cluster small enough to see through: files in a dict, objects in a Store.

Time moves when the program waits for it; other waits are answered by what the test does.
"""

from typing import Any

from podlab.engine.apiserver.nodeproxy import LogCursor, LogOptions
from podlab.engine.client.client import Caller
from podlab.engine.kubectl.program import main
from podlab.engine.machine.program import Stat, SystemCallError, Wait
from podlab.engine.objects import fields, labels
from podlab.engine.objects.kinds import KindTable
from podlab.engine.objects.patch import json_patch, merge_patch
from podlab.engine.objects.schema import Schema
from podlab.engine.objects.status import already_exists, not_found
from podlab.engine.objects.strategic import strategic_merge
from podlab.engine.store.store import AlreadyExists, Key, Store, StoreState

KUBECONFIG = """apiVersion: v1
kind: Config
current-context: kubernetes-admin@kubernetes
clusters:
- name: kubernetes
  cluster: {server: "https://127.0.0.1:6443", certificate-authority: /etc/kubernetes/pki/ca.crt}
contexts:
- name: kubernetes-admin@kubernetes
  context: {cluster: kubernetes, user: kubernetes-admin}
users:
- name: kubernetes-admin
  user: {token: secret}
"""


class FakeFiles:
    """A flat filesystem; relative paths are below /root."""

    def __init__(self) -> None:
        self.texts: dict[str, bytes] = {}

    def _path(self, path: str) -> str:
        full = path if path.startswith("/") else f"/root/{path}"
        return "/" + "/".join(part for part in full.split("/") if part not in ("", "."))

    def exists(self, path: str) -> bool:
        return self._path(path) in self.texts or self.is_dir(path)

    def is_dir(self, path: str) -> bool:
        prefix = self._path(path).rstrip("/") + "/"
        return prefix == "/root/" or any(name.startswith(prefix) for name in self.texts)

    def read(self, path: str) -> bytes:
        if self.is_dir(path):
            raise SystemCallError("EISDIR", "Is a directory")
        if self._path(path) not in self.texts:
            raise SystemCallError("ENOENT", "No such file or directory")
        return self.texts[self._path(path)]

    def write(self, path: str, data: bytes, *, append: bool = False, mode: int = 0o666) -> None:
        self.texts[self._path(path)] = data

    def listdir(self, path: str) -> list[str]:
        prefix = self._path(path).rstrip("/") + "/"
        return sorted(
            {name[len(prefix) :].split("/")[0] for name in self.texts if name.startswith(prefix)}
        )

    def mkdir(self, path: str, mode: int = 0o777, *, parents: bool = False) -> None:
        self.texts[self._path(path) + "/.keep"] = b""

    def unlink(self, path: str) -> None:
        del self.texts[self._path(path)]

    def stat(self, path: str, *, follow: bool = True) -> Stat:
        kind = "directory" if self.is_dir(path) else "file"
        return Stat(kind, 0o644, 0, 0, 0, 0, 1, 1)


class FakeCluster:
    """The service ``kubernetes`` over a bare Store: no defaulting, no validation."""

    def __init__(self) -> None:
        self.kinds = KindTable()
        self.store = Store(StoreState())
        self.sent: list[tuple[str, str, Any]] = []
        self.told: list[str] = []
        self.log = b""
        self.outputs: dict[str, list[tuple[int, bytes]]] = {}
        self.results: dict[str, Any] = {}
        self.typed: list[bytes] = []

    @property
    def verbs(self) -> "FakeCluster":
        return self

    @property
    def nodes(self) -> "FakeCluster":
        return self

    @property
    def revision(self) -> int:
        return self.store.revision

    def authenticate(self, user: Any) -> tuple[str, tuple[str, ...]]:
        return "kubernetes-admin", ("system:masters",)

    def warnings(self) -> list[str]:
        told, self.told = self.told, []
        return told

    def because(self, action: str, subject: str) -> None:
        self.sent.append(("because", action, subject))

    def version(self) -> Any:
        return {"gitVersion": "v1.37.1", "major": "1", "minor": "37"}

    def raw(self, caller: Caller, method: str, path: str, body: bytes) -> bytes:
        return f"{method} {path}\n".encode()

    def table(self, resource: str, objects: Any) -> Any:
        columns = [
            {"name": "Name", "priority": 0},
            {"name": "Age", "priority": 0},
            {"name": "Uid", "priority": 1},
        ]
        rows = [
            {"cells": [obj["metadata"]["name"], "5s", obj["metadata"].get("uid", "")]}
            for obj in objects
        ]
        return {"columnDefinitions": columns, "rows": rows}

    def changes(
        self,
        caller: Caller,
        resource: str,
        namespace: Any,
        since: int,
        labels: str = "",
        fields: str = "",
    ) -> Any:
        found = [
            (change.type, change.object)
            for change in self.store.changes_since(since)
            if change.key.resource == resource
        ]
        return found, self.store.revision

    # --- verbs -----------------------------------------------------------------------------
    def add(self, resource: str, obj: Any) -> Any:
        """Put an object there, as if it had always been."""
        metadata = obj["metadata"]
        key = Key(resource, metadata.get("namespace", ""), metadata["name"])
        obj = {**obj, "metadata": {"uid": f"uid-{metadata['name']}", **metadata}}
        return self.store.create(key, obj, 0, 0, "test")

    def _missing(self, resource: str, name: str) -> Exception:
        plural, _, group = resource.partition(".")
        return not_found(group, plural, name)

    def get(self, caller: Caller, resource: str, namespace: str, name: str) -> Any:
        found = self.store.get(Key(resource, namespace, name))
        if found is None:
            raise self._missing(resource, name)
        return found

    def list(
        self,
        caller: Caller,
        resource: str,
        namespace: Any,
        label_selector: str = "",
        field_selector: str = "",
    ) -> Any:
        wanted = labels.parse(label_selector) if label_selector else ()
        kind = self.kinds.by_resource(resource)
        assert kind is not None
        asked = fields.parse(field_selector, kind.api_version, kind.kind) if field_selector else ()
        return [
            obj
            for obj in self.store.list(resource, namespace)
            if labels.matches(wanted, obj["metadata"].get("labels") or {})
            and fields.matches(asked, obj)
        ]

    def create(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        obj: Any,
        *,
        subresource: str = "",
        name: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Any:
        self.sent.append(("create", resource + ("/" + subresource if subresource else ""), obj))
        if dry_run or subresource:
            return obj
        try:
            return self.add(resource, obj)
        except AlreadyExists:
            plural, _, group = resource.partition(".")
            raise already_exists(group, plural, obj["metadata"]["name"]) from None

    def update(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        obj: Any,
        *,
        subresource: str = "",
        dry_run: bool = False,
        field_validation: str = "",
    ) -> Any:
        self.sent.append(("update", resource, obj))
        key = Key(resource, namespace, name)
        self.get(caller, resource, namespace, name)
        return self.store.update(key, obj, 0, 0, "test")

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
    ) -> Any:
        self.sent.append((f"patch {patch_type}", resource, patch))
        old = self.get(caller, resource, namespace, name)
        if patch_type == "json":
            new = json_patch(old, patch)
        elif patch_type == "merge":
            new = merge_patch(old, patch)
        else:
            new = strategic_merge(Schema().type_of(old["apiVersion"], old["kind"]), old, patch)
        if new == old or dry_run:
            return new
        return self.store.update(Key(resource, namespace, name), new, 0, 0, "test")

    def delete(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        *,
        options: Any = None,
        dry_run: bool = False,
    ) -> Any:
        self.sent.append(("delete", resource, options))
        found = self.get(caller, resource, namespace, name)
        if not dry_run and "finalizers" not in found["metadata"]:
            self.store.delete(Key(resource, namespace, name), 0, 0, "test")
        return found

    # --- nodes -----------------------------------------------------------------------------
    def logs(self, namespace: str, pod: str, options: LogOptions) -> tuple[bytes, LogCursor]:
        self.sent.append(("logs", pod, options))
        return self.log, LogCursor("c1", len(self.log), "logs/c1", options.timestamps)

    def logs_more(self, cursor: LogCursor) -> tuple[bytes, LogCursor]:
        data = self.log[cursor.position :]
        return data, LogCursor("c1", len(self.log), "logs/c1", False, not data)

    def exec(
        self, namespace: str, pod: str, container: str, command: Any, *, stdin: bool, tty: bool
    ) -> str:
        self.sent.append(("exec", f"{pod}/{container}", command))
        return "s1"

    def attach(self, namespace: str, pod: str, container: str, *, stdin: bool, tty: bool) -> str:
        self.sent.append(("attach", f"{pod}/{container}", None))
        return "s1"

    def read(self, session: str) -> Any:
        return self.outputs.pop(session, [])

    def result(self, session: str) -> Any:
        return self.results.get(session)

    def write(self, session: str, data: bytes) -> None:
        self.typed.append(data)

    def close_input(self, session: str) -> None:
        self.typed.append(b"EOF")

    def resize(self, session: str, columns: int, rows: int) -> None:
        pass

    def close(self, session: str) -> None:
        pass


class FakeProc:
    """One kubectl process."""

    def __init__(self, argv: list[str], cluster: Any, files: FakeFiles, stdin: bytes) -> None:
        self.argv = argv
        self.env = {"HOME": "/root"}
        self.memory: dict[str, Any] = {}
        self.cwd = "/root"
        self.pid, self.ppid, self.uid, self.gid, self.umask = 10, 1, 0, 0, 0o22
        self.now = 1_795_455_752_000_000
        self.files = files
        self.hostname = "k8smaster"
        self.cluster = cluster
        self.stdin: list[bytes] = [stdin, b""] if stdin else [b""]
        self.written: dict[int, bytes] = {1: b"", 2: b""}
        self.spawned: list[list[str]] = []

    def service(self, name: str) -> Any:
        if self.cluster is None:
            raise SystemCallError("ECONNREFUSED", "Connection refused")
        return self.cluster

    def read(self, fd: int, limit: int = 65_536) -> bytes | None:
        return self.stdin.pop(0) if self.stdin else b""

    def write(self, fd: int, data: bytes | str) -> int:
        self.written[fd] += data.encode() if isinstance(data, str) else data
        return 0

    def isatty(self, fd: int) -> bool:
        return False

    def set_raw(self, fd: int, raw: bool) -> None:
        pass

    def handle_signal(self, signal: int, handled: bool = True) -> None:
        pass

    def signals(self) -> list[int]:
        return []

    def spawn(self, argv: list[str], **options: Any) -> int:
        self.spawned.append(argv)
        return 99

    def reap(self, pid: int = 0) -> tuple[int, int] | None:
        return (99, 0)


class Kubectl:
    """Runs command lines against one fake cluster."""

    def __init__(self) -> None:
        self.cluster = FakeCluster()
        self.files = FakeFiles()
        self.files.write("/root/.kube/config", KUBECONFIG.encode())

    def start(self, line: list[str], stdin: bytes = b"") -> FakeProc:
        """A process that has not run yet."""
        return FakeProc(["kubectl", *line], self.cluster, self.files, stdin)

    def step(self, proc: FakeProc) -> Any:
        """Run until it waits for something other than time."""
        for _ in range(50):
            step = main(proc)  # type: ignore[arg-type]
            if isinstance(step, Wait) and step.kind == "until":
                proc.now = max(proc.now, step.argument)
                continue
            return step
        raise AssertionError("it only waits")

    def __call__(self, *line: str, stdin: str = "") -> tuple[int, str, str]:
        """(status, out, err) of a command that ends by itself."""
        proc = self.start(list(line), stdin.encode())
        code = self.step(proc)
        assert isinstance(code, int), f"waits for {code}: {proc.written}"
        return code, proc.written[1].decode(), proc.written[2].decode()
