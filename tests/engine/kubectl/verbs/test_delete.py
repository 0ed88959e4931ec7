"""``kubectl delete``: words, options, and waiting until it is gone."""

from podlab.engine.machine.program import Wait
from podlab.engine.store.store import Key
from tests.engine.kubectl.conftest import pod


def test_deleted(kubectl):
    kubectl.cluster.add("pods", pod("web"))
    assert kubectl("delete", "pod", "web") == (0, 'pod "web" deleted from default namespace\n', "")
    assert kubectl.cluster.sent[-1] == ("delete", "pods", {"propagationPolicy": "Background"})


def test_it_waits_until_the_object_is_gone(kubectl):
    kubectl.cluster.add("pods", pod("web", metadata={"finalizers": ["x"]}))
    proc = kubectl.start(["delete", "pod/web"])
    wait = kubectl.step(proc)
    assert isinstance(wait, Wait)
    assert wait == ("notice", "watch/pods")
    kubectl.cluster.store.delete(Key("pods", "default", "web"), 0, 0, "x")
    assert kubectl.step(proc) == 0


def test_another_object_of_the_name_ends_the_wait(kubectl):
    kubectl.cluster.add("pods", pod("web", metadata={"finalizers": ["x"], "uid": "1"}))
    proc = kubectl.start(["delete", "pod/web"])
    kubectl.step(proc)
    kubectl.cluster.store.delete(Key("pods", "default", "web"), 0, 0, "x")
    kubectl.cluster.add("pods", pod("web", metadata={"uid": "2"}))
    assert kubectl.step(proc) == 0


def test_force(kubectl):
    kubectl.cluster.add("pods", pod("web"))
    code, out, err = kubectl("delete", "pod", "web", "--force", "--grace-period=0")
    assert (code, out) == (0, 'pod "web" force deleted from default namespace\n')
    assert err.startswith("Warning: Immediate deletion does not wait")
    assert kubectl.cluster.sent[-1][2]["gracePeriodSeconds"] == 0


def test_what_is_not_there(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    assert kubectl("delete", "pod", "p", "q", "--now") == (
        1, 'pod "p" deleted from default namespace\n',
        'Error from server (NotFound): pods "q" not found\n',
    )  # fmt: skip
    assert kubectl("delete", "pods", "--all") == (0, "No resources found\n", "")
    assert kubectl("delete", "pod")[2] == (
        "error: resource(s) were provided, but no name was specified\n"
    )


def test_options_that_do_not_go_together(kubectl):
    assert "cannot be specified together" in kubectl("delete", "po", "x", "--now",
                                                     "--grace-period=3")[2]  # fmt: skip
    assert "Must be" in kubectl("delete", "po", "x", "--cascade=maybe")[2]


def test_a_dry_run_says_so(kubectl):
    kubectl.cluster.add("pods", pod("web"))
    assert kubectl("delete", "pod", "web", "--dry-run=client")[1] == (
        'pod "web" deleted from default namespace (dry run)\n'
    )
    assert kubectl("get", "pod", "web", "-o", "name")[1] == "pod/web\n"
