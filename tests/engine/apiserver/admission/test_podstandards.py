"""PodSecurity: what a namespace's labels forbid."""

import pytest

from podlab.engine.apiserver.admission.podstandards import violations
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.objects.status import ApiError

from ..conftest import ADMIN, api, pod

__all__ = ["api"]

SAFE = {
    "allowPrivilegeEscalation": False, "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"},
}  # fmt: skip


def test_restricted_says_everything_that_is_wrong(api: ApiServer) -> None:
    label = {"pod-security.kubernetes.io/enforce": "restricted"}
    api.verbs.patch(ADMIN, "namespaces", "", "default", {"metadata": {"labels": label}}, "merge")
    with pytest.raises(ApiError) as refusal:
        api.verbs.create(ADMIN, "pods", "default", pod())
    assert refusal.value.message == (
        'pods "web" is forbidden: violates PodSecurity "restricted:latest": '
        'allowPrivilegeEscalation != false (container "c" must set '
        "securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "
        '"c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or '
        'container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or '
        'container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or '
        '"Localhost")'
    )


def test_a_careful_pod_is_welcome() -> None:
    spec = {"containers": [{"name": "c", "securityContext": SAFE}]}
    assert violations("restricted", spec) == []


def test_baseline_refuses_the_host() -> None:
    spec = {
        "hostNetwork": True,
        "containers": [],
        "volumes": [{"name": "v", "hostPath": {"path": "/"}}],
    }
    assert violations("baseline", spec) == [
        "host namespaces (hostNetwork=true)", 'hostPath volumes (volume "v")',
    ]  # fmt: skip
