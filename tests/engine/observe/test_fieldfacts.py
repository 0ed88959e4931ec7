"""Fields: pointers, owners by managedFields, and the write that gave a value."""

import pytest

from podlab.engine.observe.fieldfacts import parts_of
from podlab.engine.observe.narrate import why
from tests.engine.observe.situations import DEPLOYMENT, ONE, WEB, brought_about, workload
from tests.engine.observe.test_narrate import records_of


def asked(cluster, question):
    return why(records_of(cluster), question)


def test_a_pointer_is_read_with_its_escapes():
    assert parts_of("/metadata/annotations/a.b~1c") == ["metadata", "annotations", "a.b/c"]
    assert parts_of("/a~01") == ["a~1"]
    assert parts_of("") == []


def test_the_last_of_two_writers_is_named():
    cluster = brought_about([workload("Deployment"), 5, "kubectl scale deployment web --replicas=5",
                             2, "kubectl scale deployment web --replicas=1", 2])  # fmt: skip
    facts = asked(cluster, f"{DEPLOYMENT}#/spec/replicas")
    assert [fact.code for fact in facts] == [
        "field", "field-owned", "field-set", "scaled", "command",
    ]  # fmt: skip
    assert facts[2].params["before"] == "5"
    assert facts[-1].params["command"] == "kubectl scale deployment web --replicas=1"


def test_an_item_of_a_list_is_known_again_when_others_went():
    cluster = brought_about([ONE, 8])
    pod = cluster.store.list("pods", "default")[0]
    kinds = [row["type"] for row in pod["status"]["conditions"]]
    ready = kinds.index("Ready")
    facts = asked(cluster, f"{WEB}#/status/conditions/{ready}/status")
    assert facts[0].params["path"] == ".status.conditions[type=Ready].status"
    assert facts[1].params["operation"] == "Update status"
    assert facts[-1].code == "command"


@pytest.mark.parametrize(
    "pointer", ["/spec/nothing", "/spec/containers/9/image", "/spec/containers/x", "/spec/x/y/z"]
)
def test_a_field_that_is_not_there_is_said_to_be_unset(pointer):
    cluster = brought_about([ONE, 3])
    assert asked(cluster, WEB + "#" + pointer)[0].code == "field-unset"


def test_a_field_of_what_is_not_there_is_answered_about_the_thing():
    cluster = brought_about([])
    assert [fact.code for fact in asked(cluster, "pods/default/none#/spec")] == ["never-seen"]


def test_a_value_that_is_older_than_the_log_is_said_to_be():
    cluster = brought_about([ONE, 8])
    uid = cluster.store.list("pods", "default")[0]["metadata"]["uid"]
    mine = [one for one in cluster.store.state.changes if one.object["metadata"]["uid"] == uid]
    cluster.store.state.changes.clear()
    cluster.store.state.changes.append(mine[-1])
    facts = asked(cluster, f"{WEB}#/spec/containers/0/image")
    assert [fact.code for fact in facts[2:]] == ["field-older", "not-recorded"]


def test_a_long_value_is_cut():
    cluster = brought_about([ONE, 3])
    assert len(asked(cluster, f"{WEB}#/spec")[0].params["value"]) == 80
