"""Commands from outside: carried out, or refused without a trace."""

import base64
import json

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.commands import CommandRefused, perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec


@pytest.fixture(scope="module")
def cluster():
    return Cluster.create(default_spec(), 7, 1_790_000_000 * SECOND)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({}, "unknown-command"),
        ({"do": "rm -rf /"}, "unknown-command"),
        ({"do": "terminal.input", "terminal": "1"}, "bad-command"),
        ({"do": "terminal.input", "terminal": "9", "data": "x"}, "no-such-terminal"),
        ({"do": "terminal.close", "terminal": "9"}, "no-such-terminal"),
        ({"do": "file.write", "path": "/root/x", "text": "x" * 1_048_577}, "too-large"),
        ({"do": "file.write", "path": "/proc/x", "text": "x"}, "file-error"),
        ({"do": "run", "argv": ["nosuchprogram"]}, "cannot-run"),
        (
            {"do": "request", "method": "GET", "path": "/", "headers": {}, "body": "!"},
            "bad-command",
        ),
    ],
)
def test_a_refused_command_changes_nothing_but_the_log_of_causes(cluster, command, code):
    before = fingerprint(cluster.state.store), fingerprint(cluster.state.machines["k8smaster"].vfs)
    with pytest.raises(CommandRefused) as caught:
        perform(cluster, command)
    assert caught.value.code == code
    after = fingerprint(cluster.state.store), fingerprint(cluster.state.machines["k8smaster"].vfs)
    assert after == before


def test_a_file_is_written_with_the_folders_above_it(cluster):
    perform(cluster, {"do": "file.write", "path": "/root/a/b/c.yaml", "text": "x: 1\n"})
    assert cluster.machine.files.read("/root/a/b/c.yaml") == b"x: 1\n"


def test_a_request_is_answered_as_over_http(cluster):
    body = json.dumps({"metadata": {"name": "made"}, "data": {"a": "b"}}).encode()
    command = {
        "do": "request",
        "method": "POST",
        "path": "/api/v1/namespaces/default/configmaps",
        "headers": {"content-type": "application/json", "user-agent": "curl/8"},
        "body": base64.b64encode(body).decode(),
    }
    assert perform(cluster, command).status == 201
    assert perform(cluster, command).status == 409


def test_a_terminal_opens_takes_keys_and_closes(cluster):
    size = {"columns": 100, "rows": 30}
    perform(cluster, {"do": "terminal.open", "terminal": "2", **size})
    cluster.sim.run_until(cluster.sim.now + SECOND)
    perform(cluster, {"do": "terminal.input", "terminal": "2", "data": "echo $((6*7))\r"})
    cluster.sim.run_until(cluster.sim.now + SECOND)
    assert b"42\r\n" in cluster.machine.terminal_screen("2")
    perform(cluster, {"do": "terminal.close", "terminal": "2"})
    assert "2" not in cluster.terminals()
