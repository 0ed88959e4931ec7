"""Requests that are made to be expensive: each is answered, and the server goes on."""

import json

import pytest

from podlab.engine.apiserver.rest.messages import Request
from podlab.engine.cluster import Cluster
from podlab.engine.spec import default_spec

START = 1_790_000_000_000_000
MAPS = "/api/v1/namespaces/default/configmaps"
DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
JSON, YAML = "application/json", "application/yaml"
JSON_PATCH, MERGE_PATCH = "application/json-patch+json", "application/merge-patch+json"
STRATEGIC, APPLY = "application/strategic-merge-patch+json", "application/apply-patch+yaml"
ANSWER = 8 << 20


@pytest.fixture(scope="module")
def cluster():
    made = Cluster.create(default_spec(), 1, START)
    made.sim.run_until(made.sim.now + 1_000_000)
    return made


@pytest.fixture(scope="module")
def api(cluster):
    assert ask(cluster.api, "POST", MAPS, config_map("victim", x="y" * 10_000)) == 201
    return cluster.api


def config_map(name, **data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def ask(api, method, path, body=b"", content_type=JSON):
    """The status of an answer, whose size is bounded."""
    where, _, query = path.partition("?")
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"content-type": content_type, "accept": JSON}
    found = api.handle(Request(method, where, query, headers, data))
    assert len(found.body) < ANSWER
    return found.status


def nested(depth, before=b"", after=b""):
    return before + b'{"a":' * depth + b"1" + b"}" * depth + after


def copies(count, source, target):
    return [{"op": "copy", "from": source, "path": f"{target}{number}"} for number in range(count)]


@pytest.mark.parametrize(("patch", "status"), [
    pytest.param(copies(60, "/data", "/data/n"), 422, id="doubling"),
    pytest.param(copies(60, "", "/n"), 422, id="doubling the whole"),
    pytest.param(copies(9_000, "/data/x", "/data/n"), 422, id="many large copies"),
    pytest.param([{"op": "test", "path": "/kind"}] * 10_001, 413, id="many operations"),
    pytest.param([{"op": "add", "path": "/a" * 50_000, "value": "1"}], 422, id="deep path"),
])  # fmt: skip
def test_json_patches_that_grow_without_end(api, patch, status):
    assert ask(api, "PATCH", f"{MAPS}/victim", patch, JSON_PATCH) == status


def test_a_patch_may_copy_what_is_small(api):
    assert ask(api, "PATCH", f"{MAPS}/victim", copies(3, "/data/x", "/data/n"), JSON_PATCH) == 200


@pytest.mark.parametrize("depth", [199, 300, 5_000, 100_000])
@pytest.mark.parametrize("content_type", [MERGE_PATCH, STRATEGIC, JSON_PATCH])
def test_patches_nested_without_end(api, content_type, depth):
    body = nested(depth, b'{"data":', b"}")
    assert ask(api, "PATCH", f"{MAPS}/victim", body, content_type) in (400, 422)


@pytest.mark.parametrize("depth", [300, 5_000, 100_000])
def test_objects_nested_without_end(api, depth):
    assert ask(api, "POST", MAPS, nested(depth, b'{"data":', b"}")) == 400
    assert ask(api, "POST", MAPS, b"[" * depth) == 400
    body = nested(depth, b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{},"data":', b"}")
    assert ask(api, "PATCH", f"{MAPS}/b?fieldManager=x", body, APPLY) == 400


def test_yaml_whose_aliases_double(api):
    rows = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for place in range(1, 12):
        name, last = chr(97 + place), chr(96 + place)
        rows.append(f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]")
    text = "\n".join(rows).encode()
    assert ask(api, "POST", MAPS, text, YAML) == 400
    assert ask(api, "PATCH", f"{MAPS}/b?fieldManager=x", text, APPLY) == 400


@pytest.mark.parametrize("parameter", ["labelSelector", "fieldSelector"])
@pytest.mark.parametrize("text", [
    ",".join(f"a{number}=b" for number in range(10_000)), "(" * 100_000, "+" * 300_000 + "a",
    "a+in+(" + ",".join(f"b{number}" for number in range(50_000)) + ")",
], ids=["terms", "parentheses", "spaces", "values"])  # fmt: skip
def test_selectors_without_end(api, parameter, text):
    assert ask(api, "GET", f"/api/v1/pods?{parameter}={text}") == 400


def test_more_parameters_than_a_query_may_have(api):
    assert ask(api, "GET", "/api/v1/pods?" + "&".join(f"a{n}=1" for n in range(10_000))) == 400


def definition(name, schema):
    names = {"plural": f"{name}s", "singular": name, "kind": name.capitalize()}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    return {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{name}s.x.io"},
        "spec": {"group": "x.io", "scope": "Namespaced", "names": names, "versions": [version]},
    }  # fmt: skip


def test_patterns_that_backtrack_without_end(cluster, api):
    patterns = {"s": "^(a+)+$", "t": "(a|aa)*(a|aa)*(a|aa)*b", "u": "(a{1,100}){1,100}"}
    fields = {name: {"type": "string", "pattern": one} for name, one in patterns.items()}
    made = definition("pat", {"type": "object", "properties": fields})
    assert ask(api, "POST", DEFINITIONS, made) == 201
    cluster.sim.run_until(cluster.sim.now + 2_000_000)
    for field in patterns:
        made = {"apiVersion": "x.io/v1", "kind": "Pat", "metadata": {"name": field},
                field: "a" * 20_000 + "!"}  # fmt: skip
        status = ask(api, "POST", "/apis/x.io/v1/namespaces/default/pats", made)
        assert status in (201, 422)


def test_schemas_nested_without_end(api):
    schema = {"type": "object"}
    for _ in range(300):
        schema = {"type": "object", "properties": {"a": schema}}
    assert ask(api, "POST", DEFINITIONS, definition("deep", schema)) == 400


def test_long_lists_are_not_merged_item_by_item(api):
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "many"},
           "spec": {"containers": [{"name": "c", "image": "x"}]}}  # fmt: skip
    assert ask(api, "POST", "/api/v1/namespaces/default/pods", pod) == 201
    many = [{"name": f"c{number}", "image": "y"} for number in range(10_000)]
    patch = {"spec": {"containers": many}}
    path = "/api/v1/namespaces/default/pods/many"
    assert ask(api, "PATCH", path, patch, STRATEGIC) == 413


def test_names_and_labels_of_a_megabyte(api):
    long = "a" * 1_000_000
    assert ask(api, "POST", MAPS, config_map(long)) == 422
    labelled = config_map("labelled")
    labelled["metadata"]["labels"] = {"a": long}
    assert ask(api, "POST", MAPS, labelled) == 422
    labelled["metadata"] = {"name": "annotated", "annotations": {"a": long}}
    assert ask(api, "POST", MAPS, labelled) == 422


def test_the_server_still_answers(api):
    assert ask(api, "GET", f"{MAPS}/victim") == 200
