"""Goals about commands that were run."""

import pytest

from lessons.goals.commands import FILE, RUN, has_words
from podlab.engine.machine.executions import Execution


class Ran:
    def __init__(self, *rows, files=None):
        self.rows = [Execution(1, 0, argv.split(), status) for argv, status in rows]
        self.files = files or {}

    def executions(self):
        return self.rows

    def file(self, machine, path):
        return self.files.get(path)


@pytest.mark.parametrize(
    ("argv", "words", "good"),
    [
        ("kubectl get pods -o wide", "kubectl get pods", True),
        ("/usr/bin/kubectl get pods", "kubectl get", True),
        ("kubectl get deploy pods", "kubectl pods get", False),
        ("kubectl exec web -- ls", "kubectl /we/ ls", True),
        ("docker ps", "kubectl ps", False),
    ],
)
def test_words_in_order(argv, words, good):
    assert has_words(argv.split(), words.split()) is good


def test_one_of_several_ways_with_a_status():
    wanted = {"any": ["kubectl get pods", "kubectl get po"], "status": 0}
    assert RUN.judge(Ran(("kubectl get po", 1)), wanted).code == "command-not-run"
    assert RUN.judge(Ran(("kubectl get po", None)), wanted).code == "command-not-run"
    assert RUN.judge(Ran(("kubectl get po", 0)), wanted).passed


def test_files():
    wanted = {"path": "/a", "contains": "x"}
    assert FILE.judge(Ran(), wanted).code == "no-file"
    assert FILE.judge(Ran(files={"/a": "y"}), wanted).code == "file-lacks"
    assert FILE.judge(Ran(files={"/a": "xy"}), wanted).passed


def test_what_is_missing_is_told_as_one_types_it():
    told = RUN.judge(Ran(), {"any": ["kubectl exec nslookup /web/", "kubectl exec /wget/"]})
    assert told.params == {"command": "kubectl exec nslookup web"}
    assert RUN.judge(Ran(), {"any": ["ls /"]}).params == {"command": "ls /"}
