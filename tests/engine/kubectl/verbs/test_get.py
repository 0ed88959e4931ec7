"""``kubectl get``: what is chosen, formats, and the words when there is nothing."""

import json

from tests.engine.kubectl.conftest import deployment, pod


def test_a_table_with_the_columns_that_flags_add(kubectl):
    kubectl.cluster.add("pods", pod("web", metadata={"labels": {"app": "web", "tier": "x"}}))
    assert kubectl("get", "pods") == (0, "NAME   AGE\nweb    5s\n", "")
    assert kubectl("get", "po", "-L", "tier,nosuch", "--show-labels")[1] == (
        "NAME   AGE   TIER   NOSUCH   LABELS\nweb    5s    x               app=web,tier=x\n"
    )
    assert kubectl("get", "pods", "-A", "--no-headers")[1] == "default   web   5s\n"
    assert kubectl("get", "pods", "-o", "wide")[1].startswith("NAME   AGE   UID\n")


def test_several_types_are_told_apart(kubectl):
    kubectl.cluster.add("pods", pod("web"))
    kubectl.cluster.add("deployments.apps", deployment("web"))
    assert kubectl("get", "deploy,po")[1] == (
        "NAME                  AGE\ndeployment.apps/web   5s\n\nNAME      AGE\npod/web   5s\n"
    )
    assert kubectl("get", "pod/web", "deploy/web", "-o", "name")[1] == (
        "pod/web\ndeployment.apps/web\n"
    )


def test_once_a_table_has_namespaces_those_after_it_have_the_column(kubectl):
    """recorded with 1.37.1: a table of Nodes behind one of Pods has it empty"""
    kubectl.cluster.add("pods", pod("web"))
    kubectl.cluster.add("nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {
        "name": "n1", "creationTimestamp": "2026-11-23T17:42:30Z"}})  # fmt: skip
    assert kubectl("get", "po,no", "-A")[1] == (
        "NAMESPACE   NAME      AGE\ndefault     pod/web   5s\n\n"
        "NAMESPACE   NAME      AGE\n            node/n1   5s\n"
    )
    assert kubectl("get", "no,po", "-A")[1] == (
        "NAME      AGE\nnode/n1   5s\n\nNAMESPACE   NAME      AGE\ndefault     pod/web   5s\n"
    )


def test_nothing_found(kubectl):
    assert kubectl("get", "pods") == (0, "", "No resources found in default namespace.\n")
    assert kubectl("get", "pods", "-A") == (0, "", "No resources found\n")
    assert kubectl("get", "pods", "a", "b") == (
        1, "", 'Error from server (NotFound): pods "a" not found\n'
               'Error from server (NotFound): pods "b" not found\n',
    )  # fmt: skip
    assert kubectl("get", "pod", "a", "--ignore-not-found") == (0, "", "")


def test_mistakes(kubectl):
    assert kubectl("get", "nosuchkind")[2] == (
        'error: the server doesn\'t have a resource type "nosuchkind"\n'
    )
    assert kubectl("get")[2].startswith("You must specify the type of resource to get.")
    assert "unable to match a printer suitable for the output format \"nosuch\"" in kubectl(
        "get", "pods", "-o", "nosuch")[2]  # fmt: skip
    assert kubectl("get", "pods", "pod/web")[2].startswith("error: there is no need to specify")


def test_objects_as_yaml_and_json(kubectl):
    made = kubectl.cluster.add("pods", pod("web", metadata={"managedFields": [{"manager": "x"}]}))
    code, out, _ = kubectl("get", "pod", "web", "-o", "json")
    assert code == 0
    assert json.loads(out)["metadata"]["name"] == "web"
    assert "managedFields" not in out
    assert made["metadata"]["managedFields"]
    listed = json.loads(kubectl("get", "pods", "-o", "json")[1])
    assert (listed["kind"], len(listed["items"])) == ("List", 1)
    assert kubectl("get", "pod", "web", "-o", "yaml")[1].startswith("apiVersion: v1\nkind: Pod\n")


def test_templates(kubectl):
    kubectl.cluster.add("pods", pod("web"))
    assert kubectl("get", "pod", "web", "-o", "jsonpath={.spec.containers[0].image}")[1] == "nginx"
    assert kubectl("get", "pods", "-o", "custom-columns=N:.metadata.name,X:.x.y")[1] == (
        "N     X\nweb   <none>\n"
    )
    assert kubectl("get", "pods", "-o", "go-template={{len .items}}")[1] == "1"
    code, _, err = kubectl("get", "pods", "-o", "jsonpath={.items[9]}")
    assert code == 1
    assert "array index out of bounds: index 9, length 1" in err


def test_sorted(kubectl):
    kubectl.cluster.add("pods", pod("a", status={"n": 2}))
    kubectl.cluster.add("pods", pod("b", status={"n": 1}))
    assert kubectl("get", "pods", "--sort-by=.status.n", "-o", "name")[1] == "pod/b\npod/a\n"
    assert kubectl("get", "pods", "--sort-by=.nosuch") == (
        0, "", "No resources found in default namespace.\n"
    )  # fmt: skip


def test_selectors_reach_the_server(kubectl):
    kubectl.cluster.add("pods", pod("a", metadata={"labels": {"app": "x"}}))
    kubectl.cluster.add("pods", pod("b", status={"phase": "Pending"}))
    assert kubectl("get", "pods", "-l", "app in (x)", "-o", "name")[1] == "pod/a\n"
    assert kubectl("get", "pods", "--field-selector=status.phase=Pending", "-o", "name")[1] == (
        "pod/b\n"
    )


def test_without_a_cluster(kubectl):
    kubectl.cluster = None
    assert kubectl("get", "pods")[2] == (
        "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host "
        "or port?\n"
    )
