"""The scheduler's picture of the nodes: what is forgotten when something changes."""

from types import SimpleNamespace
from typing import Any

from podlab.engine.scheduler.cache import SchedulerCache
from podlab.engine.scheduler.columns import Chosen
from podlab.engine.scheduler.cycle import Cycle
from podlab.engine.scheduler.podinfo import pod_info

Object = dict[str, Any]


def node(name: str) -> Object:
    return {"metadata": {"name": name}, "status": {"allocatable": {"pods": "10"}}}


def pod(name: str, on: str = "", **affinity: Object) -> Object:
    spec: Object = {"containers": [], "affinity": affinity}
    if on:
        spec["nodeName"] = on
    return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}


def cache_of(*names: str, pods: tuple[Object, ...] = ()) -> SchedulerCache:
    caches = {
        "nodes": {("", name): node(name) for name in names},
        "pods": {("default", each["metadata"]["name"]): each for each in pods},
    }
    informers: Any = SimpleNamespace(state=SimpleNamespace(caches=caches))
    return SchedulerCache(informers, {})


def counted(cache: SchedulerCache) -> list[int]:
    """How many Pods each node has, as remembered."""
    nodes = cache.nodes()
    chosen = Chosen([*range(len(nodes))], len(nodes))
    column = cache.columns.of("pods", len(nodes))
    return column.answers(chosen, lambda place: len(nodes[place].pods))


def test_a_node_that_gets_or_loses_a_pod_is_asked_again():
    cache = cache_of("c", "a", "b")
    assert counted(cache) == [0, 0, 0]
    cache.assume(pod_info(pod("p")), "b")
    assert counted(cache) == [0, 1, 0]
    cache.set_pod(pod("p", on="c"))
    assert counted(cache) == [0, 0, 1]
    cache.drop_pod("default/p")
    assert counted(cache) == [0, 0, 0]


def test_nodes_that_come_and_go_keep_their_own_answers():
    cache = cache_of("b", "d", pods=(pod("p", on="d"),))
    assert counted(cache) == [0, 1]
    cache.set_node(node("c"))
    assert counted(cache) == [0, 0, 1]
    cache.drop_node("b")
    assert counted(cache) == [0, 1]


def test_a_pod_on_a_node_that_is_not_there_counts_when_the_node_comes():
    cache = cache_of("a")
    cache.set_pod(pod("p", on="b"))
    assert counted(cache) == [0]
    cache.set_node(node("b"))
    assert counted(cache) == [0, 1]


def test_who_has_terms_towards_others_is_looked_for_again():
    cache = cache_of("a", "b")
    term = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {}}
    required = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}

    def affine() -> list[str]:
        cycle = Cycle(pod_info(pod("q")), cache.nodes(), Any, shared=cache.shared)
        return [each.name for each in cycle.affine()]

    assert affine() == []
    cache.set_pod(pod("p", on="b", podAntiAffinity=required))
    assert affine() == ["b"]
    cache.set_pod(pod("plain", on="a"))
    assert affine() == ["b"]
    cache.drop_pod("default/p")
    assert affine() == []


def labelled(name: str, **labels: str) -> Object:
    made = pod(name, on="a")
    made["metadata"]["labels"] = labels
    return made


def test_a_confirmed_binding_changes_nothing_but_the_object() -> None:
    cache = cache_of("a", "b")
    cache.assume(pod_info(pod("p")), "a")
    asked: list[int] = []
    column = cache.columns.of("asked", 2)
    column.answers(Chosen([0, 1], 2), asked.append)
    bound = pod("p", on="a")
    cache.set_pod(bound)
    assert cache.nodes()[0].pods["default/p"].pod is bound
    cache.columns.of("asked", 2).answers(Chosen([0, 1], 2), asked.append)
    assert asked == [0, 1]
    cache.set_pod(labelled("p", app="web"))
    cache.columns.of("asked", 2).answers(Chosen([0, 1], 2), asked.append)
    assert asked == [0, 1, 0]


def test_a_pod_that_finishes_or_terminates_is_counted_anew() -> None:
    cache = cache_of("a")
    cache.set_pod(labelled("p"))
    leaving = labelled("p")
    leaving["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    cache.set_pod(leaving)
    assert cache.nodes()[0].pods["default/p"].terminating
    cache.set_pod({**leaving, "status": {"phase": "Succeeded"}})
    assert counted(cache) == [0]
