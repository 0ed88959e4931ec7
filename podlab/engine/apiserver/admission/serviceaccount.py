"""ServiceAccount: every Pod has one, and its token mounted unless it says otherwise."""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.apiserver.writing.review import Review
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.objects.meta import NAME_ALPHABET, put

Object = dict[str, Any]

RESOURCES = ("pods",)
OPERATIONS = ("CREATE",)

MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_SECONDS = 3607
PATIENCE = 2 * SECOND
MIRROR = "kubernetes.io/config.mirror"


def admit(review: Review, world: World) -> None:
    """Give the Pod its service account, pull secrets and token volume."""
    pod = review.obj
    if MIRROR in (pod["metadata"].get("annotations") or {}):
        _check_mirror(review)
        return
    spec = pod["spec"]
    name = spec.get("serviceAccountName") or "default"
    spec = {**spec, "serviceAccountName": name, "serviceAccount": name}
    account = world.find("serviceaccounts", review.namespace, name)
    if account is None and name == "default" and _is_new(review.namespace, world):
        account = {}
    if account is None:
        raise review.forbidden(
            f"error looking up service account {review.namespace}/{name}: "
            f'serviceaccount "{name}" not found'
        )
    if _mounts_token(spec, account):
        spec = _with_token(spec, world)
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec = {**spec, "imagePullSecrets": account["imagePullSecrets"]}
    review.obj = put(pod, ("spec",), spec)


def _is_new(namespace: str, world: World) -> bool:
    """Whether a namespace is so new that the real plugin would wait for its default account."""
    found = world.find("namespaces", "", namespace)
    if found is None:
        return False
    born = parse_rfc3339(found["metadata"]["creationTimestamp"])
    return world.now - born < PATIENCE


def _check_mirror(review: Review) -> None:
    spec = review.obj["spec"]
    if spec.get("serviceAccountName"):
        raise review.forbidden("a mirror pod may not reference service accounts")
    if any("secret" in volume for volume in spec.get("volumes") or ()):
        raise review.forbidden("a mirror pod may not reference secrets")


def _mounts_token(spec: Object, account: Object) -> bool:
    for choice in (
        spec.get("automountServiceAccountToken"),
        account.get("automountServiceAccountToken"),
    ):
        if choice is not None:
            return bool(choice)
    return True


def _with_token(spec: Object, world: World) -> Object:
    volumes = spec.get("volumes") or []
    name = _present(volumes)
    needed = False
    lists = {}
    for key in ("initContainers", "containers"):
        if not spec.get(key):
            continue
        rows = []
        for container in spec[key]:
            mounts = container.get("volumeMounts") or []
            if not any(mount.get("mountPath") == MOUNT_PATH for mount in mounts):
                needed = True
                name = name or _new_name(world)
                mount = {"name": name, "readOnly": True, "mountPath": MOUNT_PATH}
                container = {**container, "volumeMounts": [*mounts, mount]}
            rows.append(container)
        lists[key] = rows
    if needed and _present(volumes) != name:
        volumes = [*volumes, token_volume(name)]
        return {**spec, "volumes": volumes, **lists}
    return {**spec, **lists}


def _present(volumes: list[Object]) -> str:
    for volume in volumes:
        if volume["name"].startswith("kube-api-access-"):
            return str(volume["name"])
    return ""


def _new_name(world: World) -> str:
    return "kube-api-access-" + world.sim.chance.letters("apiserver/names", NAME_ALPHABET, 5)


def token_volume(name: str) -> Object:
    """The volume with the token, the cluster's certificate and the namespace."""
    return {
        "name": name,
        "projected": {
            "sources": [
                {"serviceAccountToken": {"expirationSeconds": TOKEN_SECONDS, "path": "token"}},
                {"configMap": {"name": "kube-root-ca.crt",
                               "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
                {"downwardAPI": {"items": [{
                    "path": "namespace",
                    "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"},
                }]}},
            ],
            "defaultMode": 420,
        },
    }  # fmt: skip
