"""An API server for tests: verbs straight over the store, and a node's files in a dictionary.

Here: what a kubelet calls.  Not here: admission, validation, defaults.
"""

from typing import Any

from podlab.engine.client.client import Caller
from podlab.engine.kernel.clock import SECOND, rfc3339
from podlab.engine.kernel.simulation import Simulation
from podlab.engine.machine.program import Stat, SystemCallError
from podlab.engine.machine.trees import TreeEntry
from podlab.engine.objects import status as errors
from podlab.engine.store.store import AlreadyExists, Key, Missing, Store

Object = dict[str, Any]


class FakeVerbs:
    """The verbs that a kubelet uses."""

    def __init__(self, store: Store, sim: Simulation) -> None:
        self.store, self.sim = store, sim

    def get(
        self, caller: Caller, resource: str, namespace: str, name: str, subresource: str = ""
    ) -> Object:
        found = self.store.get(Key(resource, namespace, name))
        if found is None:
            raise errors.not_found("", resource, name)
        return found

    def list(self, caller: Caller, resource: str, namespace: str | None, *_: Any) -> list[Object]:
        return self.store.list(resource, namespace)

    def create(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        obj: Object,
        *,
        subresource: str = "",
        name: str = "",
        **_: Any,
    ) -> Object:
        if subresource == "token":
            return {**obj, "status": {"token": f"token-of-{name}"}}
        metadata = {
            "uid": f"uid-{obj['metadata']['name']}",
            "creationTimestamp": rfc3339(self.sim.now),
            "generation": 1,
            **({"namespace": namespace} if namespace else {}),
            **obj["metadata"],
        }
        key = Key(resource, namespace, metadata["name"])
        try:
            return self.store.create(
                key, {**obj, "metadata": metadata}, self.sim.now, self.sim.cause, caller.component
            )
        except AlreadyExists as error:
            raise errors.already_exists("", resource, metadata["name"]) from error

    def update(
        self, caller: Caller, resource: str, namespace: str, name: str, obj: Object, **_: Any
    ) -> Object:
        try:
            return self.store.update(
                Key(resource, namespace, name), obj, self.sim.now, self.sim.cause, caller.component
            )
        except Missing as error:
            raise errors.not_found("", resource, name) from error

    def patch(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        patch: Any,
        patch_type: str,
        **_: Any,
    ) -> Object:
        found = self.get(caller, resource, namespace, name)
        return self.update(caller, resource, namespace, name, {**found, **patch})

    def delete(
        self,
        caller: Caller,
        resource: str,
        namespace: str,
        name: str,
        *,
        options: Object | None = None,
        **_: Any,
    ) -> Object:
        pod = self.get(caller, resource, namespace, name)
        grace = (options or {}).get("gracePeriodSeconds")
        if grace is None:
            grace = pod["spec"].get("terminationGracePeriodSeconds", 30)
        metadata = {
            **pod["metadata"],
            "deletionTimestamp": rfc3339(self.sim.now + grace * SECOND),
            "deletionGracePeriodSeconds": grace,
        }
        if "deletionTimestamp" not in pod["metadata"]:
            metadata["generation"] = pod["metadata"]["generation"] + 1
        pod = self.update(caller, resource, namespace, name, {**pod, "metadata": metadata})
        if grace == 0:
            self.store.delete(
                Key(resource, namespace, name), self.sim.now, self.sim.cause, caller.component
            )
        return pod


class FakeFiles:
    """A node's filesystem: files, directories and links by path."""

    def __init__(self) -> None:
        self.mounted: dict[str, str] = {}
        self.data: dict[str, bytes] = {}
        self.folders: set[str] = {""}
        self.links: dict[str, str] = {}

    def _real(self, path: str) -> str:
        parts: list[str] = []
        for part in path.strip("/").split("/"):
            parts.append(part)
            here = "/" + "/".join(parts)
            if here in self.links:
                target = self.links[here]
                base = "" if target.startswith("/") else here.rpartition("/")[0]
                parts = self._real(f"{base}/{target}").strip("/").split("/")
        return "/" + "/".join(parts)

    def read(self, path: str) -> bytes:
        if self._real(path) not in self.data:
            raise SystemCallError("ENOENT", "No such file or directory")
        return self.data[self._real(path)]

    def write(self, path: str, data: bytes, *, append: bool = False, mode: int = 0o666) -> None:
        folder = self._real(path).rpartition("/")[0]
        if folder and folder not in self.folders:
            raise SystemCallError("ENOENT", "No such file or directory")
        self.data[self._real(path)] = data

    def write_tree(self, top: str, tree: dict[str, TreeEntry]) -> None:
        for path, entry in tree.items():
            full = f"{top}/{path}"
            if entry.target:
                self.links[full] = entry.target
            elif entry.data is None:
                self.mkdir(full)
            else:
                self.mkdir(full.rpartition("/")[0])
                self.data[self._real(full)] = entry.data

    def remove_tree(self, top: str, name: str) -> None:
        inside = f"{top}/{name}"
        for rows in (self.data, self.links):
            for path in [path for path in rows if f"{path}/".startswith(f"{inside}/")]:
                del rows[path]
        self.folders = {path for path in self.folders if not f"{path}/".startswith(f"{inside}/")}

    def mount_tmpfs(self, path: str, size: int = 0, options: str = "rw,relatime") -> None:
        self.mounted[path] = options

    def unmount(self, path: str) -> None:
        del self.mounted[path]

    def listdir(self, path: str) -> list[str]:
        base = self._real(path) + "/"
        names = [*self.data, *self.folders, *self.links]
        return sorted({n[len(base) :].split("/")[0] for n in names if n.startswith(base)})

    def stat(self, path: str, *, follow: bool = True) -> Stat:
        if not follow and path in self.links:
            return Stat("symlink", 0o777, 0, 0, 0, 0, 0, 1)
        kind = "directory" if self._real(path) in self.folders else "file"
        return Stat(kind, 0o644, 0, 0, 0, 0, 0, 1)

    def exists(self, path: str) -> bool:
        return self._real(path) in self.data or self._real(path) in self.folders

    def is_dir(self, path: str) -> bool:
        return self._real(path) in self.folders

    def mkdir(self, path: str, mode: int = 0o777, *, parents: bool = False) -> None:
        parts = self._real(path).strip("/").split("/")
        for end in range(1, len(parts) + 1):
            self.folders.add("/" + "/".join(parts[:end]))

    def unlink(self, path: str) -> None:
        if self.links.pop(path, None) is None:
            del self.data[self._real(path)]

    def rmdir(self, path: str) -> None:
        self.folders.discard(self._real(path))

    def rename(self, old: str, new: str) -> None:
        self.data[new] = self.data.pop(old)

    def symlink(self, target: str, path: str) -> None:
        self.links[path] = target

    def readlink(self, path: str) -> str:
        return self.links[path]

    def link(self, old: str, new: str) -> None:
        self.data[new] = self.data[old]

    def chmod(self, path: str, mode: int) -> None:
        assert self.exists(path)

    def chown(self, path: str, uid: int, gid: int) -> None:
        assert self.exists(path)

    def utime(self, path: str, mtime: int) -> None:
        assert self.exists(path)

    def realpath(self, path: str) -> str:
        return self._real(path)

    def mounts(self) -> list[tuple[str, str, str, str]]:
        return []

    def mounted_below(self, top: str) -> list[str]:
        return []

    def is_mount_point(self, path: str) -> bool:
        return False
