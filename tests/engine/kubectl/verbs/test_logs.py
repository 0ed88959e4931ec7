"""``logs``: what it refuses, before and after it has looked for the Pod.  Words of 1.37.1."""

import pytest

from tests.engine.kubectl.conftest import pod

USAGE = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command\n"
    "See 'kubectl logs -h' for help and examples\n"
)


@pytest.mark.parametrize(("words", "text"), [
    ("", USAGE),
    ("a b c", USAGE),
    ("x -l a=b", "only a selector (-l) or a POD name is allowed\n"
                 "See 'kubectl logs -h' for help and examples\n"),
    ("x --since-time=abc", 'parsing time "abc" as "2006-01-02T15:04:05Z07:00": cannot parse "abc" '
                           'as "2006"\n'),
    ("x", 'error from server (NotFound): pods "x" not found in namespace "default"\n'),
    ("deploy/x", 'error from server (NotFound): deployments.apps "x" not found in namespace '
                 '"default"\n'),
    ("p --since=1s --since-time=2026-01-01T00:00:00Z",
     "at most one of `sinceTime` or `sinceSeconds` may be specified\n"),
    ("p -c c --all-containers",
     "--all-containers=true should not be specified with container name c\n"),
    ("p c -c c", "only one of -c or an inline [CONTAINER] arg is allowed\n"),
    ("p --limit-bytes=-1", "--limit-bytes must be greater than 0\n"),
    ("p --since=-3s", "--since must be greater than 0\n"),
    ("p --tail=-2", "--tail must be greater than or equal to -1\n"),
])  # fmt: skip
def test_what_is_refused(kubectl, words, text):
    kubectl.cluster.add("pods", pod("p"))
    assert kubectl("logs", *words.split()) == (1, "", f"error: {text}")


def test_what_is_missing_is_told_before_what_is_wrong(kubectl):
    assert "NotFound" in kubectl("logs", "x", "--tail=-2")[2]
