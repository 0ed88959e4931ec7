"""A Pod's volumes on its node: directories below /var/lib/kubelet/pods, and what stands in them.

Here: setting up, keeping mounted ConfigMaps and Secrets current, removing.  Not here: the files'
contents (``volumecontent``) or mounting them into a container (``runtime``).
"""

from typing import Any

from podlab.engine.kernel.clock import moment
from podlab.engine.kubelet.context import Context
from podlab.engine.kubelet.environment import ConfigProblem
from podlab.engine.kubelet.hostpath import host_path
from podlab.engine.kubelet.pods import uid_of
from podlab.engine.kubelet.state import PodRecord
from podlab.engine.kubelet.volumecontent import Tree, content_of, references_of
from podlab.engine.machine.program import SystemCallError

Object = dict[str, Any]

ROOT = "/var/lib/kubelet/pods"
CONTENT = {
    "configMap": "kubernetes.io~configmap",
    "secret": "kubernetes.io~secret",
    "downwardAPI": "kubernetes.io~downward-api",
    "projected": "kubernetes.io~projected",
}
READ_ONLY = tuple(CONTENT)


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
                self._write_tree(base, content_of(self._context, record, volume))
            except (ConfigProblem, SystemCallError):
                continue  # as the kubelet: the old content stays until the new can be had

    def tear_down(self, record: PodRecord) -> None:
        """Remove everything of a Pod that is gone."""
        uid = uid_of(record.pod)
        for users in self._context.state.references.values():
            users.pop(uid, None)
        remove_tree(self._context, f"{ROOT}/{uid}")
        record.mounts = {}

    def _set_up(self, record: PodRecord, volume: Object) -> str:
        files, kind = self._context.files, kind_of(volume)
        base = f"{ROOT}/{uid_of(record.pod)}/volumes"
        if kind in CONTENT:
            path = f"{base}/{CONTENT[kind]}/{volume['name']}"
            tree = content_of(self._context, record, volume)
            files.mkdir(path, 0o777, parents=True)
            self._write_tree(path, tree)
            return path
        if kind == "emptyDir":
            path = f"{base}/kubernetes.io~empty-dir/{volume['name']}"
            files.mkdir(path, 0o777, parents=True)
            files.chmod(path, 0o777)
            return path
        if kind == "hostPath":
            return host_path(files, volume["hostPath"])
        if kind == "persistentVolumeClaim":
            return self._claim(record, volume["persistentVolumeClaim"]["claimName"])
        if kind == "ephemeral":
            return self._claim(record, f"{record.pod['metadata']['name']}-{volume['name']}")
        raise ConfigProblem(f"not simulated: volumes of type {kind}")

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

    def _write_tree(self, base: str, tree: Tree) -> None:
        """Write the files behind ``..data``, as the kubelet's atomic writer does."""
        files = self._context.files
        link = f"{base}/..data"
        old = files.readlink(link) if files.exists(link) else ""
        if old and self._same(f"{base}/{old}", tree):
            return
        stamp = moment(self._context.now).strftime("..%Y_%m_%d_%H_%M_%S")
        fresh = f"{stamp}.{self._context.fraction(1 << 32)}"
        files.mkdir(f"{base}/{fresh}", 0o755)
        for path, (data, mode) in tree.items():
            folder = f"{base}/{fresh}/{path}".rpartition("/")[0]
            if not files.exists(folder):
                files.mkdir(folder, 0o755, parents=True)
            files.write(f"{base}/{fresh}/{path}", data)
            files.chmod(f"{base}/{fresh}/{path}", mode)
        if old:
            files.unlink(link)
        files.symlink(fresh, link)
        self._link_names(base, tree)
        if old:
            remove_tree(self._context, f"{base}/{old}")

    def _link_names(self, base: str, tree: Tree) -> None:
        files = self._context.files
        wanted = {path.partition("/")[0] for path in tree}
        for name in files.listdir(base):
            if not name.startswith("..") and name not in wanted:
                files.unlink(f"{base}/{name}")
        for name in sorted(wanted):
            if not files.exists(f"{base}/{name}"):
                files.symlink(f"..data/{name}", f"{base}/{name}")

    def _same(self, folder: str, tree: Tree) -> bool:
        files = self._context.files
        names = {path.partition("/")[0] for path in tree}
        if set(files.listdir(folder)) != names:
            return False
        for path, (data, _) in tree.items():
            full = f"{folder}/{path}"
            if not files.exists(full) or files.read(full) != data:
                return False
        return True

    def _remember(self, record: PodRecord) -> None:
        uid = uid_of(record.pod)
        for key in references_of(record.pod):
            self._context.state.references.setdefault(key, {})[uid] = 1


def kind_of(volume: Object) -> str:
    """The volume's source: ``configMap``, ``emptyDir`` …"""
    for key in volume:
        if key != "name":
            return str(key)
    return "emptyDir"


def is_read_only(pod: Object, name: str) -> bool:
    """Whether a volume is mounted read-only whatever the container says."""
    for volume in pod["spec"].get("volumes") or ():
        if volume["name"] == name:
            return kind_of(volume) in READ_ONLY
    return False


def remove_tree(context: Context, path: str, depth: int = 0) -> None:
    """Remove a directory with all that is in it; nothing if it is not there."""
    files = context.files
    try:
        if depth > 40 or not files.exists(path):
            return
        for name in files.listdir(path):
            full = f"{path}/{name}"
            if files.stat(full, follow=False).type == "directory":
                remove_tree(context, full, depth + 1)
            else:
                files.unlink(full)
        files.rmdir(path)
    except SystemCallError:
        return  # busy or never there: housekeeping, not an error of the Pod
