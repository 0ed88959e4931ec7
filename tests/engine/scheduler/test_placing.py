"""Filters and scores, case by case."""

from typing import Any

import pytest

from podlab.engine.client.nodematching import matches_term, tolerates
from podlab.engine.scheduler.placing import enough, refusal_words
from podlab.engine.scheduler.podinfo import pod_requests
from tests.engine.scheduler.test_scheduler import Place

Object = dict[str, Any]
HOST, ZONE = "kubernetes.io/hostname", "zone"


def near(app: str, topology: str, how: str = "podAffinity") -> Object:
    term = {"labelSelector": {"matchLabels": {"app": app}}, "topologyKey": topology}
    return {how: {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


@pytest.fixture
def zones() -> Place:
    made = Place()
    for name, zone in (("n1", "a"), ("n2", "a"), ("n3", "b")):
        made.node(name, zone=zone)
    made.run(1)
    return made


def test_affinity_follows_into_the_zone(zones: Place) -> None:
    zones.pod("db", nodeSelector={HOST: "n3"})
    zones.run(1)
    zones.pod("web", affinity=near("db", ZONE))
    zones.run(1)
    assert zones.where("web") == "n3"


def test_first_of_a_group_that_wants_itself_may_go_anywhere(zones: Place) -> None:
    zones.pod("self", affinity=near("self", ZONE))
    zones.run(1)
    assert zones.where("self") is not None


def test_anti_affinity_keeps_one_per_host_and_works_both_ways(zones: Place) -> None:
    for number in range(4):
        zones.pod(f"web{number}", affinity=near("web", HOST, "podAntiAffinity"))
        zones.run(1)
    places = {zones.where(f"web{number}") for number in range(3)}
    assert places == {"n1", "n2", "n3"}
    assert "didn't match pod anti-affinity rules" in zones.why("web3")


def test_spread_holds_the_skew(zones: Place) -> None:
    row = {
        "maxSkew": 1,
        "topologyKey": ZONE,
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "web"}},
    }
    for number in range(4):
        zones.pod(f"web{number}", topologySpreadConstraints=[row])
        zones.run(1)
    places = [zones.where(f"web{number}") for number in range(4)]
    assert places.count("n3") == 2


def test_host_port_is_taken_once(zones: Place) -> None:
    port = {"containerPort": 80, "hostPort": 8080}
    containers = [{"name": "c", "image": "nginx", "ports": [port]}]
    for number in range(4):
        zones.pod(f"web{number}", containers=containers)
        zones.run(1)
    assert "didn't have free ports" in zones.why("web3")


@pytest.mark.parametrize(
    ("toleration", "expected"),
    [
        ({"operator": "Exists"}, True),
        ({"key": "k", "operator": "Exists"}, True),
        ({"key": "k", "value": "v"}, True),
        ({"key": "k", "value": "w"}, False),
        ({"key": "k", "operator": "Exists", "effect": "NoExecute"}, False),
        ({"key": "k", "operator": "Gt", "value": "3"}, False),
    ],
)
def test_tolerations(toleration: Object, expected: bool) -> None:
    assert tolerates(toleration, {"key": "k", "value": "v", "effect": "NoSchedule"}) is expected


@pytest.mark.parametrize(
    ("operator", "values", "expected"),
    [
        ("In", ["5"], True),
        ("NotIn", ["5"], False),
        ("Exists", [], True),
        ("DoesNotExist", [], False),
        ("Gt", ["4"], True),
        ("Lt", ["4"], False),
        ("Gt", ["four"], False),
    ],
)
def test_node_selector_operators(operator: str, values: list[str], expected: bool) -> None:
    term = {"matchExpressions": [{"key": "size", "operator": operator, "values": values}]}
    assert matches_term(term, {"size": "5"}, "n") is expected
    assert matches_term({}, {"size": "5"}, "n") is False


def test_requests_count_sidecars_and_the_peak_of_init() -> None:
    def container(cpu: str, **more: str) -> Object:
        return {"resources": {"requests": {"cpu": cpu}}, **more}

    spec = {
        "containers": [container("100m")],
        "initContainers": [container("50m", restartPolicy="Always"), container("300m")],
    }
    assert pod_requests(spec, {}) == {"cpu": 350}
    spec["overhead"] = {"cpu": "10m"}  # type: ignore[assignment]
    assert pod_requests(spec, {}) == {"cpu": 360}


def test_large_clusters_are_not_searched_to_the_end() -> None:
    assert [enough(n) for n in (5, 100, 1000, 10000)] == [5, 100, 420, 500]


def test_words_without_reasons() -> None:
    assert refusal_words(0, []) == "0/0 nodes are available:"
