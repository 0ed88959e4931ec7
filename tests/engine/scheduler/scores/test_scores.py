"""Each score alone: which node is the better one, and how much."""

from pathlib import Path

from podlab.engine.scheduler import scores as room
from podlab.engine.scheduler.cycle import proportional
from podlab.engine.scheduler.scores.balancedallocation import NodeResourcesBalancedAllocation
from podlab.engine.scheduler.scores.imagelocality import ImageLocality
from podlab.engine.scheduler.scores.nodeaffinity import NodeAffinity
from podlab.engine.scheduler.scores.noderesourcesfit import NodeResourcesFit
from podlab.engine.scheduler.scores.tainttoleration import TaintToleration
from tests.engine.scheduler.plugins import cycle, node, pod, scores

MEGABYTE = 1024 * 1024


def test_every_file_is_in_the_list_with_the_default_profiles_weight():
    files = {path.stem for path in Path(room.__file__).parent.glob("*.py")} - {"__init__"}
    assert {type(one).__module__.rpartition(".")[2] for one in room.SCORES} == files
    assert {one.name: one.weight for one in room.SCORES} == {
        "TaintToleration": 3, "NodeAffinity": 2, "NodeResourcesFit": 1, "PodTopologySpread": 2,
        "InterPodAffinity": 2, "NodeResourcesBalancedAllocation": 1, "ImageLocality": 1,
    }  # fmt: skip


def test_the_emptier_node_is_better():
    busy, idle = node("busy"), node("idle")
    busy.add(pod("a", cpu="2", memory="4Gi"))
    assert scores(NodeResourcesFit(), pod(cpu="1", memory="2Gi"), busy, idle) == {
        "busy": 25, "idle": 75,
    }  # fmt: skip


def test_pods_without_requests_spread_too():
    busy, idle = node("busy"), node("idle")
    for number in range(5):
        busy.add(pod(f"p{number}"))
    found = scores(NodeResourcesFit(), pod(), busy, idle)
    assert found["busy"] < found["idle"]


def test_who_evens_things_out_is_better():
    lopsided, even = node("lopsided"), node("even")
    lopsided.add(pod("a", cpu="3"))
    even.add(pod("b", cpu="2", memory="4Gi"))
    found = scores(NodeResourcesBalancedAllocation(), pod(memory="4Gi"), lopsided, even)
    assert found["lopsided"] > 75 > found["even"]
    assert scores(NodeResourcesBalancedAllocation(), pod(), even) == {}


def test_an_image_that_is_there_is_worth_its_size():
    having = node("having", images=[("nginx:latest", 1000 * MEGABYTE)])
    found = scores(ImageLocality(), pod(image="nginx"), having, node("bare"))
    assert found["bare"] == 0
    assert 40 < found["having"] < 60, "half of the nodes have it"
    small = node("small", images=[("nginx:latest", 10 * MEGABYTE)])
    assert scores(ImageLocality(), pod(image="nginx"), small) == {"small": 0}


def test_soft_taints_are_counted():
    taint = {"key": "k", "effect": "PreferNoSchedule"}
    found = scores(TaintToleration(), pod(), node("tainted", taints=[taint]), node("clean"))
    assert found == {"tainted": 0, "clean": 100}


def test_preferred_terms_add_their_weights():
    def preferring(value, weight):
        row = {"key": "zone", "operator": "In", "values": [value]}
        return {"weight": weight, "preference": {"matchExpressions": [row]}}

    preferred = [preferring("a", 10), preferring("b", 5)]
    wanting = pod(affinity={
        "nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}
    })  # fmt: skip
    nodes = [node(zone, labels={"zone": zone}) for zone in ("a", "b", "c")]
    assert scores(NodeAffinity(), wanting, *nodes) == {"a": 100, "b": 50, "c": 0}


def test_numbers_are_brought_to_a_hundred():
    assert proportional([2, 1, 0], reverse=False) == [100, 50, 0]
    assert proportional([2, 1, 0], reverse=True) == [0, 50, 100]
    assert proportional([0, 0], reverse=True) == [100, 100]


def test_what_images_are_worth_is_worked_out_again_when_a_node_changes():
    """The scheduler keeps ``shared`` for as long as no node changes."""
    plugin, shared = ImageLocality(), {}
    big = ("nginx:latest", 500 << 20)
    first, second = node("n1", images=(big,)), node("n2")
    for expected in (23, 48):
        attempt = cycle(pod(), first, second)
        attempt.shared = shared
        plugin.prepare(attempt, [first, second])
        assert plugin.score(attempt, first) == expected
        second = node("n2", images=(big,))
        shared.clear()
