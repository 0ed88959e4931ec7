"""DefaultStorageClass: a claim that names no class gets the default one, if there is one."""

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.objects.meta import put

RESOURCES = ("persistentvolumeclaims",)
OPERATIONS = ("CREATE",)

_MARKS = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)


def admit(review: Review, world: World) -> None:
    """Name the default class: the newest one if several are marked."""
    annotations = review.obj["metadata"].get("annotations") or {}
    if "storageClassName" in review.obj["spec"]:
        return
    if "volume.beta.kubernetes.io/storage-class" in annotations:
        return
    marked = [row for row in world.list("storageclasses.storage.k8s.io") if _is_default(row)]
    if marked:
        marked.sort(key=lambda row: row["metadata"]["name"])
        newest = max(marked, key=lambda row: row["metadata"].get("creationTimestamp", ""))
        path = ("spec", "storageClassName")
        review.obj = put(review.obj, path, newest["metadata"]["name"])


def _is_default(storage_class: dict[str, dict[str, dict[str, str]]]) -> bool:
    annotations = storage_class["metadata"].get("annotations") or {}
    return any(annotations.get(mark) == "true" for mark in _MARKS)
