"""The documents of ``/openapi/v3`` as kubectl reads them."""

import pytest

from podlab.engine.apiserver.discovery.openapi import document, index
from tests.engine.kubectl.terminal import Terminal

CORE = "io.k8s.api.core.v1"


@pytest.fixture(scope="module")
def schemas():
    cluster = Terminal().cluster
    return document(cluster.kinds, cluster.schema, "api/v1")["components"]["schemas"]


def test_numbers_that_may_be_words(schemas):
    assert schemas["io.k8s.apimachinery.pkg.api.resource.Quantity"] == {
        "oneOf": [{"type": "string"}, {"type": "number"}]
    }
    found = schemas["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]
    assert found["format"] == "int-or-string"
    assert "type" not in found


def test_a_reference_stands_alone(schemas):
    """OpenAPI 3.0 ignores what stands beside $ref; kubectl explain shows the description."""
    port = schemas[f"{CORE}.ServicePort"]["properties"]["targetPort"]
    assert port["description"].startswith("Number or name of the port")
    assert port["allOf"] == [
        {"$ref": "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"}
    ]
    todo = [schemas]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            assert "$ref" not in one or len(one) == 1
            todo += one.values()
        elif isinstance(one, list):
            todo += one


def test_unknown_versions_have_no_document():
    cluster = Terminal().cluster
    assert "apis/apps/v1" in index(cluster.kinds)["paths"]
    assert document(cluster.kinds, cluster.schema, "apis/nosuch/v1") is None
