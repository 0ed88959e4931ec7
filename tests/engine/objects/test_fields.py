"""Field selectors: which fields each kind has, and the real words."""

import pytest

from podlab.engine.objects import fields
from podlab.engine.objects.labels import SelectorError

POD = {
    "metadata": {"name": "p", "namespace": "default"},
    "spec": {"nodeName": "n1"},
    "status": {"phase": "Running"},
}


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("status.phase=Running", True),
        ("status.phase!=Running", False),
        ("spec.nodeName==n1,metadata.name=p", True),
        ("spec.nodeName=", False),
        ("", True),
        (",", True),
    ],
)
def test_pods(text: str, matches: bool) -> None:
    assert fields.matches(fields.parse(text, "v1", "Pod"), POD) is matches


def test_unknown_field_of_a_pod() -> None:
    with pytest.raises(SelectorError) as caught:
        fields.parse("spec.nosuch=1", "v1", "Pod")
    assert str(caught.value) == "field label not supported: spec.nosuch"


def test_no_operator() -> None:
    with pytest.raises(SelectorError, match="invalid selector: 'x'; can't understand 'x'"):
        fields.parse("x", "v1", "Pod")


def test_escapes() -> None:
    (one,) = fields.parse(r"metadata.name=a\,b\=c", "v1", "Pod")
    assert one.value == "a,b=c"


def test_custom_kinds_have_only_name_and_namespace() -> None:
    with pytest.raises(SelectorError, match="is not a known field selector"):
        fields.parse("spec.x=1", "stable.example.com/v1", "CronTab", custom=True)


def test_events_of_both_groups() -> None:
    assert "involvedObject.uid" in fields.supported_fields("v1", "Event")
    assert "regarding.uid" in fields.supported_fields("events.k8s.io/v1", "Event")
