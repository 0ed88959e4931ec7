"""Logs, exec and attach through the cluster's node proxy, and the words of its refusals."""

import pytest

from podlab.engine.apiserver.nodeproxy import LogOptions
from podlab.engine.kernel.clock import MILLISECOND, SECOND
from podlab.engine.kubelet.node.exec import ClusterNodes, ClusterNodesState
from podlab.engine.objects.status import ApiError
from tests.engine.kubelet.fake_runtime import Script
from tests.engine.kubelet.harness import Harness


def proxy(node: Harness) -> ClusterNodes:
    nodes = ClusterNodes(ClusterNodesState(), node.store)
    nodes.add(node.kubelet)
    return nodes


def test_exec_ends_with_the_commands_status() -> None:
    node = Harness()
    node.runtime.execs["sh"] = (b"out\n", 3, 5 * MILLISECOND)
    nodes = proxy(node)
    node.pod()
    node.run(2)
    session = nodes.exec("default", "p", "c", ["sh"], stdin=False, tty=False)
    assert nodes.result(session) is None
    node.run(0.1)
    assert nodes.read(session) == [(1, b"out\n")]
    result = nodes.result(session)
    assert result is not None
    assert result["message"] == "command terminated with non-zero exit code: exit status 3"
    nodes.close(session)
    assert nodes.state.sessions == {}


def test_an_ended_container_is_not_found() -> None:
    node = Harness()
    node.runtime.scripts["one"] = Script(run=100 * MILLISECOND)
    node.pod(initContainers=[{"name": "one", "image": "busybox"}])
    node.run(5)
    with pytest.raises(ApiError) as refused:
        proxy(node).exec("default", "p", "one", ["ls"], stdin=False, tty=False)
    assert refused.value.message == 'container not found ("one")'
    with pytest.raises(ApiError) as refused:
        proxy(node).attach("default", "p", "one", stdin=False, tty=False)
    assert refused.value.message == "container one not found in pod p_default"


def test_logs() -> None:
    node = Harness()
    node.pod()
    node.run(2)
    data, cursor = proxy(node).logs("default", "p", LogOptions(tail_lines=1))
    assert data == b"two\n"
    assert not cursor.ended
    stamped, _ = proxy(node).logs("default", "p", LogOptions(timestamps=True))
    assert stamped.startswith(b"2026-11-23T17:42:")


def test_logs_of_an_image_that_cannot_be_pulled() -> None:
    node = Harness()
    node.runtime.missing.add("nginx:no-such-tag")
    node.pod(containers=[{"name": "c", "image": "nginx:no-such-tag"}])
    node.run(3)
    with pytest.raises(ApiError) as refused:
        proxy(node).logs("default", "p", LogOptions())
    words = 'container "c" in pod "p" is waiting to start: '
    assert refused.value.message in (
        words + "image can't be pulled",
        words + "trying and failing to pull image",
    )


def test_no_such_pod() -> None:
    with pytest.raises(ApiError) as refused:
        proxy(Harness()).logs("default", "nope", LogOptions())
    assert refused.value.message == 'pods "nope" not found'


def test_previous_logs_need_a_previous_instance() -> None:
    node = Harness()
    node.pod()
    node.run(2)
    with pytest.raises(ApiError) as refused:
        proxy(node).logs("default", "p", LogOptions(previous=True))
    assert refused.value.message == ('previous terminated container "c" in pod "p" not found')
    node.run(SECOND // SECOND)
