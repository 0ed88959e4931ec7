"""Each filter alone: what it lets through, what it refuses, in whose words."""

from pathlib import Path

import pytest

from podlab.engine.scheduler import filters
from podlab.engine.scheduler.filters.nodeaffinity import NodeAffinity
from podlab.engine.scheduler.filters.nodename import NodeName
from podlab.engine.scheduler.filters.nodeports import NodePorts
from podlab.engine.scheduler.filters.noderesourcesfit import NodeResourcesFit
from podlab.engine.scheduler.filters.nodeunschedulable import NodeUnschedulable
from podlab.engine.scheduler.filters.tainttoleration import TaintToleration
from tests.engine.scheduler.plugins import ask, cycle, node, pod


def test_every_file_is_in_the_list_and_the_order_is_the_default_profiles():
    folder = Path(filters.__file__).parent
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {type(one).__module__.rpartition(".")[2] for one in filters.FILTERS} == files
    names = [one.name for one in filters.FILTERS]
    assert names.index("NodeUnschedulable") < names.index("TaintToleration")
    assert names.index("NodeAffinity") < names.index("NodeResourcesFit")


def test_a_named_node_is_the_only_one():
    assert ask(NodeName(), pod(), node("n1")) == ()
    assert ask(NodeName(), pod(nodeName="n1"), node("n1")) == ()
    reasons = ask(NodeName(), pod(nodeName="n2"), node("n1"))
    assert reasons == ("node(s) didn't match the requested node name",)


def test_a_cordoned_node_takes_only_who_tolerates_it():
    cordoned = node(unschedulable=True)
    assert ask(NodeUnschedulable(), pod(), cordoned) == ("node(s) were unschedulable",)
    tolerant = pod(tolerations=[
        {"key": "node.kubernetes.io/unschedulable", "operator": "Exists", "effect": "NoSchedule"}
    ])  # fmt: skip
    assert ask(NodeUnschedulable(), tolerant, cordoned) == ()
    assert ask(NodeUnschedulable(), pod(), node()) == ()


@pytest.mark.parametrize(("effect", "refused"), [
    ("NoSchedule", True), ("NoExecute", True), ("PreferNoSchedule", False),
])  # fmt: skip
def test_taints_refuse_by_their_effect(effect, refused):
    tainted = node(taints=[{"key": "gpu", "value": "yes", "effect": effect}])
    expected = ("node(s) had untolerated taint(s)",) if refused else ()
    assert ask(TaintToleration(), pod(), tainted) == expected
    tolerant = pod(tolerations=[{"key": "gpu", "operator": "Equal", "value": "yes"}])
    assert ask(TaintToleration(), tolerant, tainted) == ()


def test_a_selector_must_match():
    words = ("node(s) didn't match Pod's node affinity/selector",)
    picky = pod(nodeSelector={"disk": "ssd"})
    assert ask(NodeAffinity(), picky, node()) == words
    assert ask(NodeAffinity(), picky, node(labels={"disk": "ssd"})) == ()


def affinity(*terms):
    required = {"nodeSelectorTerms": list(terms)}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": required}}


def test_terms_that_name_nodes_narrow_the_search():
    term = {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n2"]}]}
    attempt = cycle(pod(affinity=affinity(term)), node("n1"), node("n2"))
    assert NodeAffinity().prepare(attempt) is True
    assert attempt.only_nodes == {"n2"}


def test_terms_that_name_nobody_refuse_everybody():
    fields = [{"key": "metadata.name", "operator": "In", "values": [name]} for name in ("a", "b")]
    attempt = cycle(pod(affinity=affinity({"matchFields": fields})), node("a"), node("b"))
    refusal = NodeAffinity().prepare(attempt)
    assert refusal.reasons == ("pod affinity terms conflict",)


@pytest.mark.parametrize(("cpu", "memory", "reasons"), [
    ("1", "1Gi", ()),
    ("4", "8Gi", ()),
    ("4001m", "", ("Insufficient cpu",)),
    ("", "9Gi", ("Insufficient memory",)),
    ("5", "9Gi", ("Insufficient cpu", "Insufficient memory")),
])  # fmt: skip
def test_what_is_asked_must_be_left(cpu, memory, reasons):
    assert ask(NodeResourcesFit(), pod(cpu=cpu, memory=memory), node()) == reasons


def test_pods_on_the_node_count():
    busy = node(allocatable={"cpu": "2", "memory": "4Gi", "pods": "2"})
    busy.add(pod("a", cpu="1500m"))
    assert ask(NodeResourcesFit(), pod(cpu="500m"), busy) == ()
    assert ask(NodeResourcesFit(), pod(cpu="501m"), busy) == ("Insufficient cpu",)
    busy.add(pod("b"))
    assert ask(NodeResourcesFit(), pod(), busy) == ("Too many pods",)
    busy.remove(pod("b").key)
    assert ask(NodeResourcesFit(), pod(cpu="500m"), busy) == ()


def test_more_than_a_node_ever_has_is_final():
    attempt = cycle(pod(cpu="5"), node())
    NodeResourcesFit().prepare(attempt)
    assert NodeResourcesFit().check(attempt, node()).final is True
    busy = node()
    busy.add(pod("a", cpu="4"))
    assert NodeResourcesFit().check(cycle_of(pod(cpu="1")), busy).final is False


def cycle_of(pod_):
    attempt = cycle(pod_, node())
    NodeResourcesFit().prepare(attempt)
    return attempt


def test_a_host_port_is_held_by_one():
    busy = node()
    busy.add(pod("a", ports=[8080]))
    words = ("node(s) didn't have free ports for the requested pod ports",)
    assert ask(NodePorts(), pod(ports=[8080]), busy) == words
    assert ask(NodePorts(), pod(ports=[8081]), busy) == ()
    assert ask(NodePorts(), pod(), busy) == ()
