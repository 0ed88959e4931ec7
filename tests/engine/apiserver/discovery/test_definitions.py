"""Custom resources: served once their definition is accepted, gone with it."""

from typing import Any

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.kernel.clock import SECOND
from podlab.engine.objects.status import ApiError
from tests.engine.apiserver.conftest import ADMIN

CRDS = "customresourcedefinitions.apiextensions.k8s.io"
CRONTABS = "crontabs.stable.example.com"
DEFINITION: dict[str, Any] = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
    "metadata": {"name": CRONTABS},
    "spec": {
        "group": "stable.example.com", "scope": "Namespaced",
        "names": {"plural": "crontabs", "kind": "CronTab", "shortNames": ["ct"]},
        "versions": [{
            "name": "v1", "served": True, "storage": True,
            "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                "spec": {"type": "object", "properties": {"replicas": {"type": "integer"}}}}}},
            "additionalPrinterColumns": [
                {"name": "Replicas", "type": "integer", "jsonPath": ".spec.replicas"}],
        }],
    },
}  # fmt: skip


def serve(api: ApiServer) -> None:
    """Define crontabs and let the definition be accepted."""
    api.verbs.create(ADMIN, CRDS, "", DEFINITION)
    api.world.sim.run_until(api.world.now + SECOND)


def crontab(name: str, **spec: Any) -> dict[str, Any]:
    """A custom object."""
    return {
        "apiVersion": "stable.example.com/v1",
        "kind": "CronTab",
        "metadata": {"name": name},
        "spec": spec,
    }


def test_a_definition_is_established_after_a_moment(api: ApiServer) -> None:
    serve(api)
    found = api.verbs.get(ADMIN, CRDS, "", CRONTABS)
    assert [row["type"] for row in found["status"]["conditions"]] == [
        "NamesAccepted", "Established",
    ]  # fmt: skip
    kind = api.world.kinds.find("ct")
    assert kind is not None
    assert kind.kind == "CronTab"


def test_objects_are_made_and_shown_in_their_columns(api: ApiServer) -> None:
    serve(api)
    made = api.verbs.create(ADMIN, CRONTABS, "default", crontab("one", replicas=2))
    assert made["metadata"]["generation"] == 1
    table = api.table(CRONTABS, [made])
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Replicas"]
    assert table["rows"][0]["cells"] == ["one", 2]


def test_the_schema_holds(api: ApiServer) -> None:
    serve(api)
    with pytest.raises(ApiError, match='unknown field "spec.nope"'):
        api.verbs.create(
            ADMIN, CRONTABS, "default", crontab("one", nope=1), field_validation="Strict"
        )
    with pytest.raises(ApiError, match="must be of type integer"):
        api.verbs.create(ADMIN, CRONTABS, "default", crontab("one", replicas="many"))


def test_deleting_the_definition_takes_the_objects_along(api: ApiServer) -> None:
    serve(api)
    api.verbs.create(ADMIN, CRONTABS, "default", crontab("one"))
    api.verbs.delete(ADMIN, CRDS, "", CRONTABS)
    api.world.sim.run_until(api.world.now + 5 * SECOND)
    assert api.world.kinds.find("ct") is None
    assert api.world.store.count(CRONTABS) == 0
    with pytest.raises(ApiError):
        api.verbs.list(ADMIN, CRONTABS, None)
