"""The document of ``/openapi/v2``: what older clients and kubectl's own validation read of it."""

import json

import pytest

from podlab.engine.apiserver.discovery import gnostic, openapiv2
from podlab.engine.apiserver.discovery.openapi import references
from podlab.engine.apiserver.rest.messages import Request
from tests.engine.apiserver.discovery.test_gnostic import inside, read
from tests.engine.kubectl.terminal import Terminal

POD = "io.k8s.api.core.v1.Pod"
GVK = "x-kubernetes-group-version-kind"


@pytest.fixture(scope="module")
def terminal():
    made = Terminal()
    lines = [
        "apiVersion: apiextensions.k8s.io/v1", "kind: CustomResourceDefinition",
        "metadata: {name: widgets.example.com}", "spec:", "  group: example.com",
        "  scope: Namespaced", "  names: {plural: widgets, kind: Widget}", "  versions:",
        "  - name: v1", "    served: true", "    storage: true", "    schema:",
        "      openAPIV3Schema:", "        type: object", "        properties:",
        "          size: {type: integer, nullable: true}",
    ]  # fmt: skip
    text = "\n".join(lines)
    assert made.run(f"kubectl apply -f - <<'E'\n{text}\nE\n")[0] == 0
    made.run("kubectl wait --for=condition=Established crd/widgets.example.com")
    return made


@pytest.fixture(scope="module")
def document(terminal):
    return openapiv2.document(terminal.cluster.kinds, terminal.cluster.schema)


def test_definitions_as_version_2_writes_them(document):
    pod = document["definitions"][POD]
    assert pod[GVK] == [{"group": "", "kind": "Pod", "version": "v1"}]
    assert pod["properties"]["spec"]["$ref"] == "#/definitions/io.k8s.api.core.v1.PodSpec"
    spec = document["definitions"]["io.k8s.api.core.v1.PodSpec"]
    assert spec["properties"]["containers"]["x-kubernetes-patch-merge-key"] == "name"
    quantity = document["definitions"]["io.k8s.apimachinery.pkg.api.resource.Quantity"]
    assert quantity == {"type": "string"}


def test_every_reference_leads_somewhere(document):
    found = references(document["definitions"], "#/definitions/")
    assert found <= set(document["definitions"])


def test_a_patch_takes_field_validation(document):
    """what kubectl looks for before it validates by itself"""
    patch = document["paths"]["/api/v1/namespaces/{namespace}/pods/{name}"]["patch"]
    assert patch[GVK] == {"group": "", "kind": "Pod", "version": "v1"}
    assert "fieldValidation" in [row["name"] for row in patch["parameters"]]


def test_kinds_of_ones_own(document):
    widget = document["definitions"]["com.example.v1.Widget"]
    assert widget["properties"]["size"] == {"type": "integer"}
    assert "/apis/example.com/v1/namespaces/{namespace}/widgets" in document["paths"]


def test_both_forms_say_the_same(terminal, document):
    data = openapiv2.encoded(terminal.cluster.kinds, terminal.cluster.schema)
    rows = read(data)
    definitions = [inside(value, 1, 1).decode() for field, value in rows if field == 9]
    assert sorted(definitions) == sorted(document["definitions"])
    paths = [inside(value, 2, 1).decode() for field, value in rows if field == 8]
    assert sorted(paths) == sorted(document["paths"])


@pytest.mark.parametrize(("accept", "status", "kind"), [
    (gnostic.MEDIA_TYPE, 200, "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"),
    ("", 200, "application/json"),
    ("text/html, */*;q=0.1", 200, "application/json"),
    ("text/html", 406, "text/plain; charset=utf-8"),
])  # fmt: skip
def test_what_is_accepted(api, accept, status, kind):
    headers = {"accept": accept} if accept else {}
    found = api.handle(Request("GET", "/openapi/v2", "", headers))
    assert (found.status, found.content_type) == (status, kind)
    if kind == "application/json":
        assert json.loads(found.body)["swagger"] == "2.0"
