"""What may change in a Pod.  Words recorded: patches, scenarios/mistakes."""

from typing import Any

from tests.engine.objects.manifests import pod, update_refusals

FORBIDDEN = (
    "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
    "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only "
    "additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set "
    "to 1 if it was previously negative)\n"
)


def spec(**fields: Any) -> dict[str, Any]:
    return {"spec": {**pod()["spec"], **fields}}


def test_an_image_may_change() -> None:
    old, new = pod(imagePullPolicy="Always"), pod(image="httpd", imagePullPolicy="Always")
    assert update_refusals("po", old, new) == []


def test_a_command_may_not() -> None:
    (found,) = update_refusals("po", pod(), pod(command=["x"]))
    assert found.startswith(FORBIDDEN + "@@ ")
    assert found.endswith(
        '    "Image": "nginx",\n-   "Command": null,\n+   "Command": [\n+    "x"\n+   ],\n'
        '    "Args": null,\n    "WorkingDir": "",\n    "Ports": null,\n'
    )


def test_containers_stay_in_number() -> None:
    two = spec(containers=[{"name": "c", "image": "nginx"}, {"name": "d", "image": "nginx"}])
    assert update_refusals("po", pod(), two) == [
        "spec.containers: Forbidden: pod updates may not add or remove containers"
    ]


def test_tolerations_may_only_grow() -> None:
    one = {"key": "a", "operator": "Exists"}
    assert update_refusals("po", pod(), spec(tolerations=[one])) == []
    found = update_refusals("po", spec(tolerations=[one]), pod())
    assert found[0].startswith("spec.tolerations: Forbidden: existing toleration can not be")


def test_a_deadline_may_only_shrink() -> None:
    old = spec(activeDeadlineSeconds=10)
    assert update_refusals("po", old, spec(activeDeadlineSeconds=5)) == []
    assert update_refusals("po", old, spec(activeDeadlineSeconds=20)) == [
        "spec.activeDeadlineSeconds: Invalid value: 20: must be less than or equal to previous "
        "value"
    ]


def test_gates_may_only_go() -> None:
    gated = spec(schedulingGates=[{"name": "a/b"}])
    assert update_refusals("po", gated, pod()) == []
    assert "only deletion is allowed" in update_refusals("po", pod(), gated)[0]


def test_a_gated_pod_may_get_tighter() -> None:
    gated = spec(schedulingGates=[{"name": "a/b"}])
    tighter = spec(schedulingGates=[{"name": "a/b"}], nodeSelector={"disk": "ssd"})
    assert update_refusals("po", gated, tighter) == []
