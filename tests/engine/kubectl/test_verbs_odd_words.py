"""Whatever stands after ``kubectl``, it ends with a status and a message, and changes nothing
unless it says so."""

import pytest

from podlab.engine.kubectl import VERBS
from tests.engine.kubectl.terminal import Terminal

ENDLESS = {"proxy", "edit"}
ODD = [
    "", "--help", "--nonsense", "-Z", "''", "-", "--", "/", "nosuch", "nosuch/nosuch", "pods/",
    "pod nosuch", "pods nosuch --nonsense=1", "-o nosuch pods", "-f /nosuch", "-f /etc/passwd",
    "-f -", "-n '' pods", "-n UPPER pods x", "deployment/x a=b", "node/k8snode1 a b c", "x x x",
    "pod/a pod/b svc/c", "-l '((' pods", "--field-selector '==' pods", "pods -o jsonpath='{'",
    "pods -o go-template='{{'", "999999999999", "-c", "pod x -- ", "-- -- --", "pods --timeout=x",
]  # fmt: skip


@pytest.fixture(scope="module")
def terminal():
    return Terminal()


def made(terminal):
    resources = ("pods", "deployments.apps", "services", "configmaps", "secrets", "nodes")
    return [
        row["metadata"]["uid"] for name in resources for row in terminal.cluster.store.list(name)
    ]


@pytest.mark.parametrize("verb", sorted(set(VERBS) - ENDLESS))
def test_odd_words_are_answered(terminal, verb):
    before = made(terminal)
    for words in ODD:
        status, out, err = terminal.run(f"timeout 3 kubectl {verb} {words} < /dev/null")
        assert 0 <= status <= 255
        assert out or err or status in (0, 124), (verb, words)
        if status not in (0, 124):
            assert err, (verb, words, out)
    assert made(terminal) == before
