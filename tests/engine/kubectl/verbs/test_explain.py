"""``kubectl explain``: as recorded (scenarios/mistakes)."""


def test_a_field_with_an_enum(kubectl):
    assert kubectl("explain", "pod.spec.restartPolicy")[1] == (
        "KIND:       Pod\nVERSION:    v1\n\nFIELD: restartPolicy <string>\nENUM:\n    Always\n"
        "    Never\n    OnFailure\n\nDESCRIPTION:\n"
        "    Restart policy for all containers within the pod. One of Always, OnFailure,\n"
        "    Never. In some contexts, only a subset of those values may be permitted.\n"
        "    Default to Always. More info:\n"
        "    https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy\n"
        '    \n    Possible enum values:\n     - `"Always"`\n     - `"Never"`\n'
        '     - `"OnFailure"`\n    \n\n'
    )


def test_a_field_that_is_not_there(kubectl):
    assert kubectl("explain", "pod.spec.nosuch") == (
        1, "KIND:       Pod\nVERSION:    v1\n\n", 'error: field "nosuch" does not exist\n'
    )  # fmt: skip


def test_kinds_lists_and_maps(kubectl):
    out = kubectl("explain", "deploy.spec.template.spec.containers")[1]
    assert out.startswith("GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\n"
                          "FIELD: containers <[]Container>\n")  # fmt: skip
    assert "  name\t<string> -required-\n" in out
    assert "FIELD: labels <map[string]string>" in kubectl("explain", "pod.metadata.labels")[1]
    assert "  spec\t<PodSpec>\n" in kubectl("explain", "pods", "--recursive")[1]
