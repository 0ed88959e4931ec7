"""The verbs that change one thing, and say so in one line."""

import pytest

from podlab.engine.kubectl import VERBS
from podlab.engine.kubectl.cli.commandline import tree
from tests.engine.kubectl.conftest import deployment, pod

NOT_SIMULATED = {
    "auth reconcile", "cluster-info dump", "kuberc set", "kuberc view", "proxy",
}  # fmt: skip


def leaves(node):
    if not node.commands:
        yield node.path
    for below in node.commands.values():
        yield from leaves(below)


def test_every_command_is_listed_or_says_that_it_is_not_simulated(kubectl):
    assert set(leaves(tree())) - set(VERBS) == NOT_SIMULATED
    assert kubectl("proxy") == (1, "", "error: not simulated: kubectl proxy\n")


def stored(kubectl, resource, name, namespace="default"):
    return kubectl.cluster.get(None, resource, namespace, name)


def test_label(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    assert kubectl("label", "pod", "p", "a=b") == (0, "pod/p labeled\n", "")
    assert kubectl("label", "pod", "p", "a=c") == (
        1, "", "error: 'a' already has a value (b), and --overwrite is false\n")  # fmt: skip
    assert kubectl("label", "pod/p", "a=c", "--overwrite")[1] == "pod/p labeled\n"
    assert kubectl("label", "pod", "p", "a-")[1] == "pod/p unlabeled\n"
    assert kubectl("label", "pod", "p", "a=b c")[2].startswith(
        'error: invalid label value: "a=b c"'
    )
    assert kubectl("label", "pod", "p")[2] == "error: at least one label update is required\n"


def test_annotate(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    assert kubectl("annotate", "pod", "p", "n=1")[1] == "pod/p annotated\n"
    assert "already has a value (1)" in kubectl("annotate", "pod", "p", "n=2")[2]
    for cause in ("first", "second"):
        done = kubectl("annotate", "pod", "p", f"kubernetes.io/change-cause={cause}")
        assert done[1] == "pod/p annotated\n"


def test_scale(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("scale", "deploy", "web", "--replicas=3")[1] == "deployment.apps/web scaled\n"
    assert ("patch merge", "deployments.apps", {"spec": {"replicas": 3}}) in kubectl.cluster.sent
    assert "Expected replicas to be 7" in kubectl(
        "scale", "deploy/web", "--replicas=1", "--current-replicas=7")[2]  # fmt: skip
    assert kubectl("scale", "deploy", "nosuch", "--replicas=2")[2] == (
        'Error from server (NotFound): deployments.apps "nosuch" not found\n'
    )


def test_patch(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    patch = '[{"op":"replace","path":"/spec/replicas","value":1}]'
    assert kubectl("patch", "deploy", "web", "--type=json", "-p", patch)[1] == (
        "deployment.apps/web patched\n"
    )
    merge = '{"spec":{"replicas":1}}'
    assert kubectl("patch", "deploy", "web", "--type=merge", "-p", merge)[1] == (
        "deployment.apps/web patched (no change)\n"
    )
    assert kubectl("patch", "deploy", "web", "-p", "{bad")[2] == (
        "Error from server (BadRequest): invalid JSON patch\n"
    )
    assert "must specify --patch" in kubectl("patch", "deploy", "web")[2]


def test_set_image(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("set", "image", "deploy/web", "nginx=nginx:1.27")[1] == (
        "deployment.apps/web image updated\n"
    )
    spec = stored(kubectl, "deployments.apps", "web")["spec"]["template"]["spec"]
    assert spec["containers"][0]["image"] == "nginx:1.27"
    assert kubectl("set", "image", "deploy/web", "nginx=nginx:1.27") == (0, "", "")
    assert kubectl("set", "image", "deploy/web", "nosuch=x")[2] == (
        'error: unable to find container named "nosuch"\n'
    )


def test_set_env(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert (
        kubectl("set", "env", "deploy/web", "X=1", "Y=2")[1] == "deployment.apps/web env updated\n"
    )
    kubectl("set", "env", "deploy/web", "X-", "Y=3")
    assert kubectl("set", "env", "deploy/web", "--list")[1] == (
        "# Deployment web, container nginx\nY=3\n"
    )


def test_set_resources_and_account(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    done = kubectl("set", "resources", "deploy", "web", "--limits=cpu=200m,memory=64Mi")
    assert done[1] == "deployment.apps/web resource requirements updated\n"
    assert kubectl("set", "sa", "deploy", "web", "robot")[1] == (
        "deployment.apps/web serviceaccount updated\n"
    )
    spec = stored(kubectl, "deployments.apps", "web")["spec"]["template"]["spec"]
    assert spec["serviceAccountName"] == "robot"
    assert spec["containers"][0]["resources"] == {"limits": {"cpu": "200m", "memory": "64Mi"}}


def test_expose(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("expose", "deploy", "web", "--port=80")[1] == "service/web exposed\n"
    assert stored(kubectl, "services", "web")["spec"] == {
        "selector": {"app": "web"}, "ports": [{"port": 80, "protocol": "TCP", "targetPort": 80}],
    }  # fmt: skip
    kubectl.cluster.add("pods", pod("p", metadata={"labels": {"a": "b"}}))
    assert kubectl("expose", "pod", "p")[2] == (
        "error: couldn't find port via --port flag or introspection\n"
    )


def test_autoscale(kubectl):
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("autoscale", "deploy", "web", "--min=1", "--max=3", "--cpu=50%")[1] == (
        "horizontalpodautoscaler.autoscaling/web autoscaled\n"
    )
    made = stored(kubectl, "horizontalpodautoscalers.autoscaling", "web")
    assert made["spec"]["metrics"][0]["resource"]["target"]["averageUtilization"] == 50


def node(name, **spec):
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, "spec": spec}


def test_cordon_and_taint(kubectl):
    kubectl.cluster.add("nodes", node("n1"))
    assert kubectl("cordon", "n1")[1] == "node/n1 cordoned\n"
    assert kubectl("cordon", "n1")[1] == "node/n1 already cordoned\n"
    assert kubectl("uncordon", "n1")[1] == "node/n1 uncordoned\n"
    assert kubectl("taint", "nodes", "n1", "k=v:NoSchedule")[1] == "node/n1 tainted\n"
    assert "already has k taint(s)" in kubectl("taint", "nodes", "n1", "k=w:NoSchedule")[2]
    assert kubectl("taint", "nodes", "n1", "k-")[1] == "node/n1 untainted\n"
    assert kubectl("taint", "nodes", "n1", "k-")[2] == 'error: taint "k" not found\n'


def test_edit_runs_the_editor_and_patches(kubectl):
    kubectl("create", "cm", "x", "--from-literal=a=1")
    proc = kubectl.start(["edit", "cm", "x"])
    assert kubectl.step(proc) == ("child", 99)
    path = proc.spawned[0][1]
    text = kubectl.files.read(path).replace(b'a: "1"', b'a: "2"')
    kubectl.files.write(path, text)
    assert kubectl.step(proc) == 0
    assert proc.written[1] == b"configmap/x edited\n"
    assert stored(kubectl, "configmaps", "x")["data"] == {"a": "2"}
    again = kubectl.start(["edit", "cm", "x"])
    kubectl.step(again)
    assert kubectl.step(again) == 0
    assert again.written[2] == b"Edit cancelled, no changes made.\n"


def test_replace(kubectl):
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: '1'}\n"
    assert 'configmaps "x" not found' in kubectl("replace", "-f", "-", stdin=text)[2]
    kubectl("create", "-f", "-", stdin=text)
    assert kubectl("replace", "-f", "-", stdin=text)[1] == "configmap/x replaced\n"
    assert kubectl("replace", "--force", "-f", "-", stdin=text)[1] == (
        'configmap "x" deleted from default namespace\nconfigmap/x replaced\n'
    )


def test_diff_ends_with_one_when_something_differs(kubectl):
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: '1'}\n"
    kubectl("apply", "-f", "-", stdin=text)
    assert kubectl("diff", "-f", "-", stdin=text) == (0, "", "")
    code, out, _ = kubectl("diff", "-f", "-", stdin=text.replace("'1'", "'2'"))
    assert code == 1
    assert '-  a: "1"\n+  a: "2"\n' in out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("describe", "error: You must specify the type of resource to describe."),
        ("logs", "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'."),
        ("exec p", "error: you must specify at least one command for the container"),
        ("exec p ls", "error: exec [POD] [COMMAND] is not supported anymore."),
        ("create foo", "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help"),
        ("create secret generic", "error: exactly one NAME is required, got 0\nSee 'kubectl create "
                                  "secret generic -h' for help and examples"),
        ("config use-context nosuch", 'error: no context exists with the name: "nosuch"'),
        ("create cm x --from-file=nosuch", "error: error reading nosuch: no such file or"),
        ("rollout undo deploy/nosuch", 'Error from server (NotFound): deployments.apps "nosuch"'),
        ("wait pod/x --for=nonsense", 'error: unrecognized condition: "nonsense"'),
    ],
)  # fmt: skip
def test_the_words_of_mistakes(kubectl, line, words):
    code, out, err = kubectl(*line.split())
    assert (code, out) == (1, "")
    assert err.startswith(words)
