"""What each profile of ``kubectl debug`` gives its container, and what a copy keeps."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.verbs import debugprofiles

Object = dict[str, Any]


def applied(style: str, **flags: Any) -> Object:
    """A Pod with one container after a profile; flags with underscores."""
    container: Object = {"name": "c", "livenessProbe": {}, "securityContext": {"runAsUser": 1}}
    spec: Object = {"containers": [container], "initContainers": [{"name": "i"}]}
    metadata = {"name": "p", "labels": {"a": "b"}, "annotations": {"c": "d"}}
    pod: Object = {"metadata": metadata, "spec": spec}
    values = {"keep_init_containers": True, **flags}
    context = SimpleNamespace(flag=lambda name: values.get(name.replace("-", "_")))
    debugprofiles.apply(cast(Context, context), style, pod, container)
    return pod


@pytest.mark.parametrize(
    ("profile", "found"),
    [
        ("legacy", {"runAsUser": 1}),
        ("general", {"runAsUser": 1, "capabilities": {"add": ["SYS_PTRACE"]}}),
        ("baseline", None),
        ("netadmin", {"runAsUser": 1, "capabilities": {"add": ["NET_ADMIN", "NET_RAW"]}}),
        ("sysadmin", {"runAsUser": 1, "privileged": True}),
    ],
)
def test_what_a_container_may(profile: str, found: Object | None) -> None:
    (container,) = applied("ephemeral", profile=profile)["spec"]["containers"]
    assert container.get("securityContext") == found


def test_restricted_gives_everything_up() -> None:
    (container,) = applied("ephemeral", profile="restricted")["spec"]["containers"]
    assert container["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}


def test_a_copy_forgets_what_would_select_or_restart_it() -> None:
    pod = applied("copy")
    assert pod["metadata"] == {"name": "p"}
    assert pod["spec"]["shareProcessNamespace"] is True
    assert "livenessProbe" not in pod["spec"]["containers"][0]
    assert pod["spec"]["initContainers"] == [{"name": "i"}]


def test_a_copy_keeps_what_it_is_told_to() -> None:
    pod = applied("copy", keep_labels=True, keep_annotations=True, keep_liveness=True)
    assert pod["metadata"]["labels"] == {"a": "b"}
    assert pod["metadata"]["annotations"] == {"c": "d"}
    assert "livenessProbe" in pod["spec"]["containers"][0]


def test_on_a_node_its_files_and_namespaces() -> None:
    pod = applied("node")
    assert pod["spec"]["hostPID"] is True
    assert pod["spec"]["containers"][0]["volumeMounts"][0]["mountPath"] == "/host"
    assert "hostPID" not in applied("node", profile="restricted")["spec"]


def test_an_unknown_profile() -> None:
    with pytest.raises(CommandError, match="unknown profile: nosuch"):
        applied("copy", profile="nosuch")
