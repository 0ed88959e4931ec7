"""``exec``, ``attach``, ``logs``, ``cp`` and ``run -i``: sessions with containers."""

import copy
import pickle

from podlab.engine.objects.status import ApiError
from tests.engine.kubectl.conftest import pod

READY = {"conditions": [{"type": "Ready", "status": "True"}]}
FAILED = {
    "status": "Failure", "reason": "NonZeroExitCode",
    "details": {"causes": [{"reason": "ExitCode", "message": "3"}]},
}  # fmt: skip


def test_exec_prints_and_ends_as_the_command_does(kubectl):
    kubectl.cluster.add("pods", pod("box"))
    proc = kubectl.start(["exec", "box", "--", "sh", "-c", "exit 3"])
    assert kubectl.step(proc) == ("notice", "session/s1")
    kubectl.cluster.outputs["s1"] = [(1, b"out\n"), (2, b"err\n")]
    kubectl.cluster.results["s1"] = FAILED
    assert kubectl.step(proc) == 3
    assert proc.written == {1: b"out\n", 2: b"err\ncommand terminated with exit code 3\n"}


def test_a_process_in_the_middle_can_be_written_out(kubectl):
    kubectl.cluster.add("pods", pod("box"))
    proc = kubectl.start(["exec", "-i", "box", "--", "cat"], b"hello\n")
    kubectl.step(proc)
    again = kubectl.start(["exec", "-i", "box", "--", "cat"])
    again.memory = pickle.loads(pickle.dumps(copy.deepcopy(proc.memory)))
    again.now = proc.now
    kubectl.cluster.results["s1"] = {"status": "Success"}
    assert kubectl.step(again) == 0
    assert kubectl.cluster.typed[0] == b"hello\n"


def test_containers_are_chosen(kubectl):
    first = [{"name": "one", "image": "y"}]
    two = {"containers": [{"name": "app", "image": "x"}], "initContainers": first}
    kubectl.cluster.add("pods", pod("p", spec=two))
    assert kubectl("logs", "p")[2] == 'Defaulted container "app" out of: app, one (init)\n'
    assert kubectl("logs", "p", "-c", "nope")[2] == (
        "error: container nope is not valid for pod p out of: app, one (init)\n"
    )


def test_logs(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    kubectl.cluster.log = b"one\ntwo\n"
    assert kubectl("logs", "p", "--prefix")[1] == "[pod/p/c] one\n[pod/p/c] two\n"
    options = kubectl.cluster.sent[-1][2]
    assert options.tail_lines is None
    kubectl("logs", "p", "--tail=1", "--since=90s", "-p")
    options = kubectl.cluster.sent[-1][2]
    assert (options.tail_lines, options.since_seconds, options.previous) == (1, 90, True)
    assert kubectl("logs", "nosuch")[2] == (
        'error: error from server (NotFound): pods "nosuch" not found in namespace "default"\n'
    )


def test_logs_follow(kubectl):
    kubectl.cluster.add("pods", pod("p"))
    kubectl.cluster.log = b"one\n"
    proc = kubectl.start(["logs", "-f", "p"])
    kubectl.cluster.log += b""
    code = kubectl.step(proc)
    assert code == 0
    assert proc.written[1] == b"one\n"


def test_run_and_attach(kubectl):
    proc = kubectl.start(["run", "t", "--image=busybox", "--rm", "-i", "--restart=Never", "--",
                          "echo", "hi"])  # fmt: skip
    assert kubectl.step(proc).kind == "any"
    made = kubectl.cluster.get(None, "pods", "default", "t")
    assert made["spec"]["containers"][0]["args"] == ["echo", "hi"]
    done = {"phase": "Succeeded", "containerStatuses": []}
    kubectl.cluster.log = b"hi\n"
    kubectl.cluster.patch(None, "pods", "default", "t", {"status": done}, "merge")
    assert kubectl.step(proc) == 0
    assert proc.written[1] == b'hi\npod "t" deleted from default namespace\n'


def test_what_ends_before_it_is_joined_is_read_from_its_log(kubectl, monkeypatch):
    """recorded with 1.37.1; lines of the same second come twice"""

    def refused(*_place, **_options):
        raise ApiError(404, "NotFound", "container t not found in pod t_default")

    monkeypatch.setattr(kubectl.cluster, "attach", refused)
    proc = kubectl.start(["run", "t", "--image=busybox", "-i", "--restart=Never", "--", "date"])
    kubectl.step(proc)
    kubectl.cluster.log = b"hi\n"
    running = {"phase": "Running", **READY}
    kubectl.cluster.patch(None, "pods", "default", "t", {"status": running}, "merge")
    assert kubectl.step(proc) == ("notice", "watch/pods")
    assert proc.written[1] == b"hi\nhi\n"
    assert proc.written[2].endswith(
        b"warning: couldn't attach to pod/t, falling back to streaming logs: "
        b"unable to upgrade connection: container t not found in pod t_default\n"
    )
    since = [row[2].since_time for row in kubectl.cluster.sent if row[0] == "logs"]
    assert since == ["", "2026-11-23T17:42:32Z"]


def test_attach_says_what_it_records(kubectl):
    kubectl.cluster.add("pods", pod("p", status=READY))
    proc = kubectl.start(["attach", "p"])
    kubectl.step(proc)
    assert proc.written[2].startswith(b"All commands and output from this session will be recorded")
    kubectl.cluster.results["s1"] = {"status": "Success"}
    assert kubectl.step(proc) == 0


def test_cp_needs_one_side_in_a_pod(kubectl):
    assert kubectl("cp", "a", "b")[2] == (
        "error: one of src or dest must be a remote file specification\n"
    )
    assert kubectl("cp", "nosuch", "p:/x")[2] == (
        "error: nosuch doesn't exist in local filesystem\n"
    )
