"""The server's own PodSpec and the difference of two."""

from podlab.engine.objects.validation.specdiff import difference, internal


def test_field_names_are_go_s_and_empty_ones_are_there() -> None:
    found = internal("Container", {"name": "c", "livenessProbe": {"httpGet": {"port": 80}}})
    assert list(found)[:3] == ["Name", "Image", "Command"]
    assert found["Stdin"] is False
    assert found["LivenessProbe"]["HTTPGet"]["Port"] == 80
    assert found["LivenessProbe"]["Exec"] is None


def test_volumes_lie_flat() -> None:
    found = internal("Volume", {"name": "v", "emptyDir": {}})
    assert found["EmptyDir"]["Medium"] == ""
    assert found["HostPath"] is None


def test_same_specs_have_no_difference() -> None:
    assert difference({"nodeName": "a"}, {"nodeName": "a"}) == ""


def test_a_changed_line() -> None:
    text = difference({"nodeName": "a"}, {"nodeName": "b"})
    assert '- "NodeName": "a",\n+ "NodeName": "b",\n' in text
    assert text.startswith("@@ ")
