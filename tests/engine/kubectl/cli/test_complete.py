"""Tab after ``kubectl``."""

from podlab.engine.kubectl.cli.complete import complete
from tests.engine.kubectl.conftest import pod


def candidates(kubectl, *words):
    return complete(["kubectl", *words], kubectl.start([]))


def test_verbs_types_names_flags(kubectl):
    kubectl.cluster.add("pods", pod("web-1"))
    kubectl.cluster.add("pods", pod("box"))
    assert candidates(kubectl, "desc") == ["describe"]
    assert "deployments" in candidates(kubectl, "get", "dep")
    assert candidates(kubectl, "get", "pods", "w") == ["web-1"]
    assert candidates(kubectl, "logs", "") == ["box", "web-1"]
    assert candidates(kubectl, "get", "pod/b") == ["pod/box"]
    assert "--show-labels" in candidates(kubectl, "get", "--show-")
    assert candidates(kubectl, "get", "pods", "-o", "wi") == ["wide"]
    assert candidates(kubectl, "rollout", "st") == ["status"]
    assert candidates(kubectl, "exec", "box", "-c", "") == ["c"]


def test_nonsense_has_no_candidates(kubectl):
    assert candidates(kubectl, "nosuch", "x") == []
    kubectl.cluster = None
    assert candidates(kubectl, "get", "pods", "") == []
