"""A Pod's volumes on its node: directories below /var/lib/kubelet/pods, and what stands in them.

Here: setting up, keeping mounted ConfigMaps and Secrets current, removing.  Not here: the files'
contents (``volumecontent``) or mounting them into a container (``runtime``).
"""

import hashlib
from contextlib import suppress
from typing import Any

from podlab.engine.kernel.clock import rfc3339
from podlab.engine.kubelet.containers.environment import ConfigProblem
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.volume.hostpath import host_path
from podlab.engine.kubelet.volume.volumecontent import Tree, content_of, references_of
from podlab.engine.kubelet.volume.volumemedium import give_to_group, in_memory, kind_of, memory_size
from podlab.engine.machine.program import SystemCallError
from podlab.engine.machine.trees import TreeEntry

Object = dict[str, Any]

ROOT = "/var/lib/kubelet/pods"
CONTENT = {
    "configMap": "kubernetes.io~configmap",
    "secret": "kubernetes.io~secret",
    "downwardAPI": "kubernetes.io~downward-api",
    "projected": "kubernetes.io~projected",
}
READ_ONLY = tuple(CONTENT)
_UNDERSCORES = str.maketrans("-T:", "___")


class Volumes:
    """The volumes of one node's Pods."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def set_up(self, record: PodRecord) -> list[tuple[str, str]]:
        """Set up what is missing; (volume, problem) of each that could not be."""
        problems = []
        for volume in record.pod["spec"].get("volumes") or ():
            if volume["name"] in record.mounts:
                continue
            try:
                record.mounts[volume["name"]] = self._set_up(record, volume)
            except (ConfigProblem, SystemCallError) as error:
                problems.append((volume["name"], str(error)))
        if not problems:
            self._remember(record)
        return problems

    def refresh(self, record: PodRecord) -> None:
        """Bring mounted ConfigMaps, Secrets and fields up to date (at each sync of the Pod)."""
        for volume in record.pod["spec"].get("volumes") or ():
            base = record.mounts.get(volume["name"])
            kind = kind_of(volume)
            if base is None or kind not in CONTENT:
                continue
            try:
                self._write(record, volume, base, content_of(self._context, record, volume))
            except (ConfigProblem, SystemCallError):
                continue  # as the kubelet: the old content stays until the new can be had

    def tear_down(self, record: PodRecord) -> None:
        """Remove everything of a Pod that is gone."""
        uid = uid_of(record.pod)
        for users in self._context.state.references.values():
            users.pop(uid, None)
        for point in self._context.files.mounted_below(f"{ROOT}/{uid}"):
            with suppress(SystemCallError):  # somebody took it away
                self._context.files.unmount(point)
        with suppress(SystemCallError):  # somebody took it away
            self._context.files.remove_tree(ROOT, uid)
        record.mounts = {}
        record.contents = {}

    def _set_up(self, record: PodRecord, volume: Object) -> str:
        files, kind = self._context.files, kind_of(volume)
        base = f"{ROOT}/{uid_of(record.pod)}/volumes"
        if kind in CONTENT:
            path = f"{base}/{CONTENT[kind]}/{volume['name']}"
            self._place(record, volume, path)
            self._write(record, volume, path, content_of(self._context, record, volume))
            return path
        if kind == "emptyDir":
            path = f"{base}/kubernetes.io~empty-dir/{volume['name']}"
            self._place(record, volume, path)
            self._own(record, path, read_only=False)
            return path
        if kind == "hostPath":
            return host_path(files, volume["hostPath"])
        if kind == "persistentVolumeClaim":
            return self._claim(record, volume["persistentVolumeClaim"]["claimName"])
        if kind == "ephemeral":
            return self._claim(record, f"{record.pod['metadata']['name']}-{volume['name']}")
        raise ConfigProblem(f"not simulated: volumes of type {kind}")

    def _place(self, record: PodRecord, volume: Object, path: str) -> None:
        """The volume's directory; Secrets, fields and ``medium: Memory`` stand in memory."""
        files = self._context.files
        if not (in_memory(volume) and files.exists(path)):
            files.write_tree(ROOT, {path.removeprefix(f"{ROOT}/"): TreeEntry(0o777)})
        if in_memory(volume) and not files.is_mount_point(path):
            size = memory_size(record.pod, volume, self._context.node.allocatable)
            files.mount_tmpfs(path, size, f"rw,relatime,size={size >> 10}k,noswap")

    def _own(self, record: PodRecord, path: str, *, read_only: bool) -> None:
        group = (record.pod["spec"].get("securityContext") or {}).get("fsGroup")
        if group is not None:
            give_to_group(self._context.files, path, int(group), 0o440 if read_only else 0o660)

    def _claim(self, record: PodRecord, name: str) -> str:
        context, namespace = self._context, record.pod["metadata"]["namespace"]
        claim = context.feed.get("persistentvolumeclaims", namespace, name)
        if claim is None:
            raise ConfigProblem(f'persistentvolumeclaim "{name}" not found')
        volume_name = claim["spec"].get("volumeName")
        if not volume_name or (claim.get("status") or {}).get("phase") != "Bound":
            raise ConfigProblem(f"error processing PVC {namespace}/{name}: PVC is not bound")
        volume = context.feed.get("persistentvolumes", "", volume_name)
        if volume is None:
            raise ConfigProblem(f'persistentvolume "{volume_name}" not found')
        spec = volume["spec"]
        if spec.get("hostPath"):
            return host_path(context.files, spec["hostPath"])
        if spec.get("local"):
            return host_path(context.files, {"path": spec["local"]["path"], "type": "Directory"})
        raise ConfigProblem("not simulated: persistent volumes other than hostPath and local")

    def _write(self, record: PodRecord, volume: Object, base: str, tree: Tree) -> None:
        """Write the files behind ``..data``, as the kubelet's atomic writer does, if they differ
        from what stands there."""
        digest = _digest(tree)
        known = record.contents.get(volume["name"])
        if known is not None and known[0] == digest:
            return
        context = self._context
        stamp = rfc3339(context.now).removesuffix("Z").translate(_UNDERSCORES)
        fresh = f"..{stamp}.{context.fraction(1 << 32)}"
        entries = {fresh: TreeEntry(0o755)}
        for path, (data, mode) in tree.items():
            entries[f"{fresh}/{path}"] = TreeEntry(mode, data)
        entries["..data"] = TreeEntry(0o777, target=fresh)
        names = {path.partition("/")[0] for path in tree}
        for name in sorted(names):
            entries[name] = TreeEntry(0o777, target=f"..data/{name}")
        context.files.write_tree(base, entries)
        self._own(record, base, read_only=True)
        if known is not None and not _has_sub_path(record.pod, volume["name"]):
            self._drop_old(base, known[1], names)
        record.contents[volume["name"]] = (digest, fresh)

    def _drop_old(self, base: str, old: str, names: set[str]) -> None:
        files = self._context.files
        files.remove_tree(base, old)
        for name in files.listdir(base):
            if not name.startswith("..") and name not in names:
                files.unlink(f"{base}/{name}")

    def _remember(self, record: PodRecord) -> None:
        uid = uid_of(record.pod)
        for key in references_of(record.pod):
            self._context.state.references.setdefault(key, {})[uid] = 1


def _digest(tree: Tree) -> str:
    """By what a volume's content is known again."""
    digest = hashlib.blake2b(digest_size=12)
    for path, (data, mode) in tree.items():
        digest.update(f"{path}\0{mode}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def is_read_only(pod: Object, name: str) -> bool:
    """Whether a volume is mounted read-only whatever the container says."""
    for volume in pod["spec"].get("volumes") or ():
        if volume["name"] == name:
            return kind_of(volume) in READ_ONLY
    return False


def _has_sub_path(pod: Object, name: str) -> bool:
    """Whether a container has a single file of the volume mounted: it keeps what it saw first."""
    spec = pod["spec"]
    for container in [*spec["containers"], *(spec.get("initContainers") or ())]:
        for mount in container.get("volumeMounts") or ():
            if mount["name"] == name and (mount.get("subPath") or mount.get("subPathExpr")):
                return True
    return False
