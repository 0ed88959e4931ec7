"""Volumes: what stands in them, updates, what cannot be set up, what a container sees."""

from typing import Any

import pytest

from podlab.engine.kubelet.kubelet import kubelet_caller
from podlab.engine.kubelet.volume.volumes import ROOT
from podlab.engine.store.store import Key

from ..harness import Harness


def with_volume(source: dict[str, Any], **mount: Any) -> Harness:
    node = Harness()
    data = {"metadata": {"name": "cfg"}, "data": {"color": "blue", "size": "big"}}
    node.verbs.create(kubelet_caller("node1"), "configmaps", "default", data)
    node.verbs.create(kubelet_caller("node1"), "secrets", "default", {
        "metadata": {"name": "sec"}, "data": {"pass": "czNjcmV0"}})  # fmt: skip
    node.run(1)
    mounts = [{"name": "v", "mountPath": "/v", **mount}]
    node.pod(labels={"app": "x", "tier": 'y"z'},
             containers=[{"name": "c", "image": "nginx", "volumeMounts": mounts}],
             volumes=[{"name": "v", **source}])  # fmt: skip
    node.run(3)
    return node


def seen(node: Harness, path: str) -> bytes:
    (run,) = node.runtime.runs.values()
    mount = next(row for row in run.config.mounts if path.startswith(row.container_path))
    return node.files.read(mount.host_path + path.removeprefix(mount.container_path))


def test_a_configmap() -> None:
    node = with_volume({"configMap": {"name": "cfg"}})
    assert seen(node, "/v/color") == b"blue"
    (run,) = node.runtime.runs.values()
    assert run.config.mounts[0].read_only
    base = f"{ROOT}/uid-p/volumes/kubernetes.io~configmap/v"
    assert node.files.readlink(f"{base}/color") == "..data/color"
    assert node.files.readlink(f"{base}/..data").startswith("..2026_11_23_17_42_")


def test_chosen_keys_secrets_and_fields_in_one() -> None:
    sources = [
        {"configMap": {"name": "cfg", "items": [{"key": "size", "path": "sub/size"}]}},
        {"secret": {"name": "sec"}},
        {"downwardAPI": {"items": [
            {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]}},
        {"serviceAccountToken": {"path": "token"}},
    ]  # fmt: skip
    node = with_volume({"projected": {"sources": sources}})
    assert seen(node, "/v/sub/size") == b"big"
    assert seen(node, "/v/pass") == b"s3cret"
    assert seen(node, "/v/labels") == b'app="x"\ntier="y\\"z"'
    assert seen(node, "/v/token") == b"token-of-default"


def test_a_change_arrives_within_a_minute_or_two_but_not_at_a_sub_path() -> None:
    node = with_volume({"configMap": {"name": "cfg"}})
    key = Key("configmaps", "default", "cfg")
    old = node.store.get(key)
    assert old is not None
    changed = {**old, "data": {"color": "red"}}
    node.verbs.update(kubelet_caller("node1"), "configmaps", "default", "cfg", changed)
    node.run(120)
    assert seen(node, "/v/color") == b"red"
    base = f"{ROOT}/uid-p/volumes/kubernetes.io~configmap/v"
    assert "size" not in node.files.listdir(base)


def test_a_sub_path_is_one_file() -> None:
    node = with_volume({"configMap": {"name": "cfg"}}, subPath="color")
    (run,) = node.runtime.runs.values()
    assert node.files.read(run.config.mounts[0].host_path) == b"blue"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ({"configMap": {"name": "no"}}, 'configmap "no" not found'),
        ({"secret": {"secretName": "no"}}, 'secret "no" not found'),
        (
            {"configMap": {"name": "cfg", "items": [{"key": "k", "path": "k"}]}},
            "configmap references non-existent config key: k",
        ),
        (
            {"secret": {"secretName": "sec", "items": [{"key": "k", "path": "k"}]}},
            "references non-existent secret key: k",
        ),
        (
            {"hostPath": {"path": "/no", "type": "Directory"}},
            "hostPath type check failed, /no is not a directory, unable to determine its type: "
            'path "/no" does not exist',
        ),
        ({"persistentVolumeClaim": {"claimName": "no"}}, 'persistentvolumeclaim "no" not found'),
        ({"nfs": {"server": "x", "path": "/"}}, "not simulated: volumes of type nfs"),
    ],
)
def test_what_cannot_be_set_up(source: dict[str, Any], problem: str) -> None:
    node = with_volume(source)
    words = f'MountVolume.SetUp failed for volume "v" : {problem}'
    assert node.events("FailedMount")[0] == ("FailedMount", words)


@pytest.mark.parametrize(
    "source",
    [
        {"configMap": {"name": "no", "optional": True}},
        {"secret": {"secretName": "no", "optional": True}},
        {"emptyDir": {}},
        {"hostPath": {"path": "/data", "type": "DirectoryOrCreate"}},
    ],
)
def test_what_can(source: dict[str, Any]) -> None:
    assert with_volume(source).status()["phase"] == "Running"


def test_a_claim_that_is_bound_to_a_local_volume() -> None:
    node = Harness()
    caller = kubelet_caller("node1")
    node.verbs.create(caller, "persistentvolumeclaims", "default", {
        "metadata": {"name": "claim"}, "spec": {"volumeName": "pv"},
        "status": {"phase": "Bound"}})  # fmt: skip
    node.verbs.create(caller, "persistentvolumes", "", {
        "metadata": {"name": "pv"}, "spec": {"hostPath": {"path": "/data/pv"}}})  # fmt: skip
    node.run(1)
    node.pod(volumes=[{"name": "v", "persistentVolumeClaim": {"claimName": "claim"}}])
    node.run(3)
    assert node.status()["phase"] == "Running"
    assert node.files.is_dir("/data/pv")


def test_a_volume_that_never_comes_times_out() -> None:
    node = with_volume({"configMap": {"name": "no"}})
    node.run(130)
    words = (
        "Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed "
        "to process volumes=[]: context deadline exceeded"
    )
    assert ("FailedMount", words) in node.events("FailedMount")


def half_mounted() -> Harness:
    node = Harness()
    volumes = [{"name": "v", "secret": {"secretName": "nowhere"}}]
    mounts = [{"name": "v", "mountPath": "/v"}]
    node.pod(containers=[{"name": "c", "image": "nginx", "volumeMounts": mounts}], volumes=volumes)
    node.run(3)
    assert node.files.listdir(ROOT) == ["uid-p"]
    return node


def test_a_pod_whose_volumes_never_came_leaves_no_folder() -> None:
    node = half_mounted()
    node.delete(grace=0)
    node.run(5)
    assert node.get() is None
    assert node.files.listdir(ROOT) == []


def test_nor_one_that_goes_while_the_kubelet_is_down() -> None:
    node = half_mounted()
    node.kubelet.stop()
    node.delete(grace=0)
    node.run(5)
    node.kubelet.boot()
    node.run(30)
    assert node.files.listdir(ROOT) == []
