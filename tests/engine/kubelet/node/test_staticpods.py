"""Static Pods: a manifest on the node runs, shows in the API, and cannot be deleted there."""

from podlab.engine.kubelet.node.staticpods import DIRECTORY
from tests.engine.kubelet.harness import Harness

MANIFEST = b"""
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: c, image: nginx, imagePullPolicy: IfNotPresent}]}
"""


def node_with(manifest: bytes) -> Harness:
    node = Harness()
    node.files.mkdir(DIRECTORY, parents=True)
    node.files.write(f"{DIRECTORY}/web.yaml", manifest)
    node.run(8)
    return node


def test_a_manifest_runs_and_has_a_mirror() -> None:
    node = node_with(MANIFEST)
    mirror = node.get("web-node1")
    assert mirror is not None
    annotations = mirror["metadata"]["annotations"]
    assert annotations["kubernetes.io/config.source"] == "file"
    assert annotations["kubernetes.io/config.mirror"] == annotations["kubernetes.io/config.hash"]
    assert mirror["metadata"]["ownerReferences"][0]["kind"] == "Node"
    assert mirror["status"]["phase"] == "Running"
    assert "observedGeneration" not in mirror["status"]


def test_a_deleted_mirror_comes_back() -> None:
    node = node_with(MANIFEST)
    first = node.container("web-node1")["containerID"]
    node.delete("web-node1")
    node.run(3)
    assert node.container("web-node1")["containerID"] == first
    assert node.runtime.signals == []


def test_a_removed_manifest_ends_the_pod() -> None:
    node = node_with(MANIFEST)
    node.files.unlink(f"{DIRECTORY}/web.yaml")
    node.run(12)
    assert node.get("web-node1") is None
    assert node.state.pods == {}
    assert node.runtime.runs == {}


def test_nonsense_is_passed_over() -> None:
    for text in (
        b"",
        b"[",
        b"kind: Pod",
        b"kind: Service\nmetadata: {name: x}",
        b"\xff\xfe",
        b"kind: Pod\nmetadata: 3\nspec: []",
        b"apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: 3}",
    ):
        assert node_with(text).state.pods == {}
