"""``kubectl rollout``: status as it goes, history, undo, pause, restart."""

from podlab.engine.store.store import Key
from tests.engine.kubectl.conftest import deployment

KEY = Key("deployments.apps", "default", "web")


def replica_set(name, revision, image, uid="uid-web"):
    template = {"metadata": {"labels": {"app": "web", "pod-template-hash": name}},
                "spec": {"containers": [{"name": "nginx", "image": image}]}}  # fmt: skip
    return {
        "apiVersion": "apps/v1", "kind": "ReplicaSet",
        "metadata": {
            "name": name, "namespace": "default", "labels": {"app": "web"},
            "creationTimestamp": f"2026-11-23T17:4{revision}:00Z",
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
            "ownerReferences": [{"kind": "Deployment", "name": "web", "uid": uid,
                                 "controller": True}],
        },
        "spec": {"replicas": 0, "template": template},
    }  # fmt: skip


def update(kubectl, **status):
    old = kubectl.cluster.store.get(KEY)
    kubectl.cluster.store.update(KEY, {**old, "status": {**old["status"], **status}}, 0, 0, "x")


def test_status_tells_each_change_until_it_is_done(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    proc = kubectl.start(["rollout", "status", "deploy/web"])
    assert kubectl.step(proc) == ("notice", "watch/deployments.apps")
    update(kubectl, availableReplicas=2)
    assert kubectl.step(proc) == 0
    assert proc.written[1].decode() == (
        'Waiting for deployment "web" rollout to finish: 1 of 2 updated replicas are available...\n'
        'deployment "web" successfully rolled out\n'
    )


def test_status_gives_up(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    proc = kubectl.start(["rollout", "status", "deploy/web", "--timeout=3s"])
    kubectl.step(proc)
    proc.now += 4_000_000
    assert kubectl.step(proc) == 1
    assert proc.written[2] == b"error: timed out waiting for the condition\n"


def test_history_and_undo(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    kubectl.cluster.add("replicasets.apps", replica_set("web-a", 1, "nginx:1.24"))
    assert kubectl("rollout", "undo", "deploy/web")[2] == (
        'error: no rollout history found for deployment "web"\n'
    )
    kubectl.cluster.add("replicasets.apps", replica_set("web-b", 2, "nginx:1.25"))
    assert kubectl("rollout", "history", "deploy/web")[1] == (
        "deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n\n"
    )
    shown = kubectl("rollout", "history", "deploy/web", "--revision=1")[1]
    assert shown.startswith(
        "deployment.apps/web with revision #1\nPod Template:\n  Labels:\tapp=web"
    )
    assert kubectl("rollout", "history", "deploy/web", "--revision=9")[2] == (
        "error: unable to find the specified revision\n"
    )
    assert kubectl("rollout", "undo", "deploy/web")[1] == "deployment.apps/web rolled back\n"
    spec = kubectl.cluster.store.get(KEY)["spec"]["template"]
    assert spec["spec"]["containers"][0]["image"] == "nginx:1.24"
    assert spec["metadata"]["labels"] == {"app": "web"}


def test_pause_resume_restart(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("rollout", "pause", "deploy/web")[1] == "deployment.apps/web paused\n"
    assert "is already paused" in kubectl("rollout", "pause", "deploy/web")[2]
    assert "can't restart paused deployment" in kubectl("rollout", "restart", "deploy/web")[2]
    assert kubectl("rollout", "resume", "deploy/web")[1] == "deployment.apps/web resumed\n"
    assert kubectl("rollout", "restart", "deploy/web")[1] == "deployment.apps/web restarted\n"
