"""What is seen between a Service and its Pods."""

import pytest

from lessons.hinting.services import of_service
from tests.lessons.hinting.things import SeenWithEvents, a_pod, waiting

WEB = {"name": "web", "containerPort": 80}


@pytest.fixture
def seen():
    return SeenWithEvents()


def a_service(seen, target=80, selector=None):
    spec = {"ports": [{"port": 80, "targetPort": target}]}
    spec["selector"] = {"app": "web"} if selector is None else selector
    seen.put("services", {"metadata": {"name": "web"}, "spec": spec})


def fact_of(seen):
    return of_service(seen, "default", "web")


def test_a_service_that_is_not_there_or_selects_by_hand_tells_nothing(seen):
    assert fact_of(seen) is None
    a_service(seen, selector={})
    assert fact_of(seen) is None


def test_a_selector_that_finds_nobody_is_shown_beside_the_labels_that_are_there(seen):
    a_service(seen, selector={"app": "wbe"})
    assert fact_of(seen).params["others"] == "—"
    seen.put("pods", a_pod(ready=True))
    fact = fact_of(seen)
    assert fact.code == "selects-nobody"
    assert fact.params == {"service": "web", "selector": "app=wbe", "others": "app=web"}


def test_pods_that_are_not_ready_are_the_reason_before_any_port(seen):
    a_service(seen, target=8080)
    seen.put("pods", a_pod(statuses=[waiting("ErrImagePull")], ports=[WEB]))
    assert fact_of(seen).code == "image-not-there"


@pytest.mark.parametrize(
    ("target", "ports", "declared"),
    [
        (8080, [WEB], "80"),
        ("http", [WEB], "web"),
        ("http", [], "—"),
        ("http", [{"containerPort": 80}], "—"),
    ],
)
def test_a_target_port_that_no_container_declares(seen, target, ports, declared):
    a_service(seen, target)
    seen.put("pods", a_pod(ready=True, ports=ports))
    fact = fact_of(seen)
    assert (fact.code, fact.params["declared"]) == ("port-not-declared", declared)


@pytest.mark.parametrize(
    ("target", "ports", "port"),
    [(80, [WEB], 80), ("web", [WEB], 80), (8080, [], 8080)],
)
def test_where_all_fits_what_is_declared_is_doubted(seen, target, ports, port):
    a_service(seen, target)
    seen.put("pods", a_pod(ready=True, ports=ports))
    fact = fact_of(seen)
    assert (fact.code, fact.params) == ("does-it-listen", {"service": "web", "port": port})


@pytest.mark.parametrize(
    ("chosen", "code"),
    [({"app": "web"}, "policy-selects"), ({}, "policy-selects"), ({"a": "b"}, "does-it-listen")],
)
def test_a_policy_counts_if_it_selects_the_pods(seen, chosen, code):
    a_service(seen)
    seen.put("pods", a_pod(ready=True, ports=[WEB]))
    policy = {"metadata": {"name": "p"}, "spec": {"podSelector": {"matchLabels": chosen}}}
    seen.put("networkpolicies.networking.k8s.io", policy)
    assert fact_of(seen).code == code
