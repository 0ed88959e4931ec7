"""CustomResourceDefinitions.  Words recorded: mutated manifests."""

from typing import Any

import pytest

from tests.engine.objects.manifests import refusals, update_refusals


def crd(schema: Any = None, **spec: Any) -> dict[str, Any]:
    version = {"name": "v1", "served": True, "storage": True,
               "schema": {"openAPIV3Schema": schema or {"type": "object"}}}  # fmt: skip
    base = {"group": "x.io", "scope": "Cluster", "versions": [version],
            "names": {"plural": "things", "kind": "Thing"}}  # fmt: skip
    return {"metadata": {"name": "things.x.io"}, "spec": {**base, **spec}}


def test_a_fine_definition() -> None:
    assert refusals("crd", crd()) == []


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (crd(scope="Nope"), 'spec.scope: Unsupported value: "Nope": supported values: "Cluster", '
         '"Namespaced"'),
        (crd(group="y.io"), 'metadata.name: Invalid value: "things.x.io": must be '
         'spec.names.plural+"."+spec.group'),
        (crd({"type": "object", "properties": {"spec": {}}}),
         "spec.validation.openAPIV3Schema.properties[spec].type: Required value: must not be empty "
         "for specified object fields"),
        (crd({"type": "object", "properties": {"a": {"type": "x"}}}),
         'spec.validation.openAPIV3Schema.properties[a].type: Unsupported value: "x": supported '
         'values: "array", "boolean", "integer", "number", "object", "string"'),
        (crd({"type": "string"}), 'spec.validation.openAPIV3Schema.type: Invalid value: "string": '
         "must be object at the root"),
    ],
)  # fmt: skip
def test_refused(manifest: dict[str, Any], words: str) -> None:
    assert refusals("crd", manifest)[0] == words


def test_the_scope_stays() -> None:
    found = update_refusals("crd", crd(), crd(scope="Namespaced"))
    assert found == ['spec.scope: Invalid value: "Namespaced": field is immutable']
