"""The editor's schema: kinds, fields, references that lead somewhere."""

import pytest

from podlab.workbench.editor_schema import MAX_DESCRIPTION, editor_schema


@pytest.fixture(scope="module")
def schema():
    return editor_schema()


def fields(schema, *path):
    """The fields at a path of names below a kind."""
    kind, *names = path
    found = schema["types"][schema["kinds"][kind]]["fields"]
    for name in names:
        field = found[name]
        found = schema["types"][field.get("ref") or field["items"]["ref"]]["fields"]
    return found


def test_what_a_beginner_writes_is_there(schema):
    for kind in ("v1/Pod", "apps/v1/Deployment", "v1/Service", "batch/v1/CronJob", "v1/ConfigMap"):
        assert kind in schema["kinds"]
    container = fields(schema, "apps/v1/Deployment", "spec", "template", "spec", "containers")
    assert {"name", "image", "ports", "resources"} <= set(container)
    assert container["name"]["required"] is True
    assert container["imagePullPolicy"]["enum"] == ["Always", "IfNotPresent", "Never"]
    assert container["command"] == {
        "type": "array",
        "items": {"type": "string"},
        "description": container["command"]["description"],
    }


def test_status_and_kinds_without_manifests_are_left_out(schema):
    assert "status" not in fields(schema, "v1/Pod")
    for kind in ("v1/Binding", "v1/Event", "policy/v1/Eviction"):
        assert kind not in schema["kinds"]


def test_every_reference_leads_somewhere(schema):
    def references(field):
        yield from [field["ref"]] if "ref" in field else []
        yield from references(field["items"]) if "items" in field else []

    for type_ in schema["types"].values():
        for field in type_["fields"].values():
            assert set(references(field)) <= set(schema["types"])
            assert len(field.get("description", "")) <= MAX_DESCRIPTION
    assert set(schema["kinds"].values()) <= set(schema["types"])
