"""REST requests: documents, resources, tables, watches, bad input."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podlab.engine.apiserver.rest.messages import Request, Response
from podlab.engine.apiserver.rest.watchstream import WatchStream
from podlab.engine.apiserver.server import ApiServer
from podlab.engine.cluster import Cluster
from podlab.engine.kernel.clock import SECOND

from .conftest import ADMIN, deployment, pod

PODS = "/api/v1/namespaces/default/pods"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"


def ask(api: ApiServer, method: str, path: str, body: Any = None, **headers: str) -> Any:
    """A request's answer."""
    where, _, query = path.partition("?")
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return api.handle(Request(method, where, query, named, data))


def read(response: Response) -> Any:
    """A JSON answer's value."""
    return json.loads(response.body)


def test_version_and_health(api: ApiServer) -> None:
    assert read(ask(api, "GET", "/version"))["gitVersion"] == "v1.37.1"
    assert ask(api, "GET", "/readyz").body == b"ok"


def test_discovery_says_where_the_server_is() -> None:
    node = {"name": "one", "internalIP": "192.0.2.2", "podCIDR": "10.244.0.0/24"}
    cluster = Cluster.create({"nodes": [node]}, 1, 1_790_000_000 * SECOND)
    rows = read(ask(cluster.api, "GET", "/api"))["serverAddressByClientCIDRs"]
    assert rows == [{"clientCIDR": "0.0.0.0/0", "serverAddress": "192.0.2.2:6443"}]


def test_discovery_in_both_forms(api: ApiServer) -> None:
    names = [row["name"] for row in read(ask(api, "GET", "/apis"))["groups"]]
    assert "apps" in names
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    found = ask(api, "GET", "/api", accept=accept)
    assert found.content_type == accept
    assert read(found)["items"][0]["versions"][0]["version"] == "v1"


def test_openapi_says_that_fields_are_validated(api: ApiServer) -> None:
    document = read(ask(api, "GET", "/openapi/v3/apis/apps/v1"))
    post = document["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments"]["post"]
    assert "fieldValidation" in [row["name"] for row in post["parameters"]]
    spec = document["components"]["schemas"]["io.k8s.api.apps.v1.DeploymentSpec"]
    assert spec["properties"]["replicas"]["type"] == "integer"
    assert read(ask(api, "GET", "/openapi/v2"))["swagger"] == "2.0"


def test_create_get_list_delete(api: ApiServer) -> None:
    made = ask(api, "POST", PODS + "?fieldManager=me", pod())
    assert made.status == 201
    assert read(made)["metadata"]["managedFields"][0]["manager"] == "me"
    listed = read(ask(api, "GET", PODS))
    assert listed["kind"] == "PodList"
    assert "kind" not in listed["items"][0]
    assert ask(api, "DELETE", PODS + "/web").status == 200
    assert ask(api, "GET", PODS + "/web").status == 404


def test_a_deleted_deployment_answers_with_a_status(api: ApiServer) -> None:
    path = "/apis/apps/v1/namespaces/default/deployments"
    ask(api, "POST", path, deployment())
    found = read(ask(api, "DELETE", path + "/web"))
    assert (found["kind"], found["status"], found["details"]["name"]) == (
        "Status", "Success", "web",
    )  # fmt: skip


def test_a_table(api: ApiServer) -> None:
    ask(api, "POST", PODS, pod())
    table = read(ask(api, "GET", PODS, accept=TABLE))
    assert [row["name"] for row in table["columnDefinitions"]][:5] == [
        "Name", "Ready", "Status", "Restarts", "Age",
    ]  # fmt: skip
    assert table["rows"][0]["cells"][:5] == ["web", "0/1", "Pending", "0", "0s"]


def test_a_list_in_chunks(api: ApiServer) -> None:
    for name in "abc":
        ask(api, "POST", PODS, pod(name))
    first = read(ask(api, "GET", PODS + "?limit=2"))
    assert first["metadata"]["remainingItemCount"] == 1
    rest = read(ask(api, "GET", f"{PODS}?limit=2&continue={first['metadata']['continue']}"))
    assert [one["metadata"]["name"] for one in rest["items"]] == ["c"]
    assert ask(api, "GET", PODS + "?continue=nonsense").status == 400


def events(stream: WatchStream) -> list[Any]:
    """What a watch has."""
    return [json.loads(line) for line in stream.read().splitlines()]


def test_a_watch_begins_with_what_is_there_and_a_bookmark(api: ApiServer) -> None:
    ask(api, "POST", PODS, pod("a"))
    asked = PODS + "?watch=true&sendInitialEvents=true"
    stream = ask(api, "GET", asked + "&allowWatchBookmarks=true")
    first = events(stream)
    assert [one["type"] for one in first] == ["ADDED", "BOOKMARK"]
    mark = first[1]["object"]["metadata"]["annotations"]
    assert mark == {"k8s.io/initial-events-end": "true"}
    ask(api, "POST", PODS, pod("b"))
    ask(api, "DELETE", PODS + "/a")
    assert [(one["type"], one["object"]["metadata"]["name"]) for one in events(stream)] == [
        ("ADDED", "b"), ("MODIFIED", "a"), ("DELETED", "a"),
    ]  # fmt: skip


def test_only_who_allows_bookmarks_is_sent_one(api: ApiServer) -> None:
    ask(api, "POST", PODS, pod("a"))
    stream = ask(api, "GET", PODS + "?watch=true&sendInitialEvents=true")
    assert [one["type"] for one in events(stream)] == ["ADDED"]


def test_a_watch_of_a_selection(api: ApiServer) -> None:
    stream = ask(api, "GET", PODS + "?watch=true&labelSelector=tier%3Dtop")
    ask(api, "POST", PODS, pod("a"))
    patch = {"metadata": {"labels": {"tier": "top"}}}
    kind = "application/merge-patch+json"
    ask(api, "PATCH", PODS + "/a", patch, content_type=kind)
    ask(api, "PATCH", PODS + "/a", {"metadata": {"labels": {"tier": None}}}, content_type=kind)
    assert [one["type"] for one in events(stream)] == ["ADDED", "DELETED"]


def test_a_watch_from_too_long_ago_is_gone(api: ApiServer) -> None:
    api.world.store.state.keep = 2
    for name in "abcd":
        ask(api, "POST", PODS, pod(name))
    stream = ask(api, "GET", PODS + "?watch=true&resourceVersion=1")
    found = events(stream)
    assert (found[0]["type"], found[0]["object"]["code"]) == ("ERROR", 410)
    assert stream.ended


def test_warnings_are_headers(api: ApiServer) -> None:
    found = ask(api, "POST", PODS, {**pod(), "spek": 1})
    assert ("Warning", '299 - "unknown field \\"spek\\""') in found.headers


def test_impersonation(api: ApiServer) -> None:
    assert ask(api, "GET", PODS, impersonate_user="jane").status == 403


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/apis/nope/v1/things", 404), ("GET", "/api/v1/nope", 404),
    ("POST", "/api/v1/pods", 405), ("GET", "/nope", 404),
    ("GET", "/api/v1/namespaces/default/pods/web/nope", 404),
    ("PUT", PODS, 400), ("GET", PODS + "?watch=true&resourceVersion=x", 400),
])  # fmt: skip
def test_what_is_not_there(api: ApiServer, method: str, path: str, status: int) -> None:
    assert ask(api, method, path).status == status


@pytest.mark.parametrize("body", [
    b"", b"{", b"[]", b"null", b"1", b'{"a":' * 5000, b"\xff\xfe", b"k8s\x00\xff\xff\xff",
    b'{"metadata": 5}', b'{"metadata": {"name": []}}', b'{"spec": null}',
])  # fmt: skip
def test_bad_bodies_are_refused(api: ApiServer, body: bytes) -> None:
    found = ask(api, "POST", PODS, body, content_type="application/json")
    assert 400 <= found.status < 500
    assert api.verbs.list(ADMIN, "pods", None) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["metadata", "spec", "containers", "name", "labels", "status", "x"]),
        inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(body=JSON)
def test_nothing_breaks_the_server(body: Any) -> None:
    from .conftest import api as fixture

    server: ApiServer = fixture.__wrapped__()  # type: ignore[attr-defined]
    for path in (
        PODS,
        "/api/v1/namespaces/default/services",
        "/apis/apps/v1/namespaces/default/deployments",
    ):
        assert ask(server, "POST", path, body).status in range(200, 500)
