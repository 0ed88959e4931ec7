"""Bad input of every kind through a real socket and the gateway: a clear error, nothing changed."""

import asyncio
import contextlib
import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podlab.engine.kernel.snapshot import fingerprint
from podlab.gateway.api import ClusterPaths
from podlab.gateway.tokens import PREFIX, token_for
from podlab.workbench.messages import SHAPES, BadMessage, read_message
from tests.gateway.fake_door import Socket

GARBAGE = [
    ("nonsense", "bad-message"),
    ("[]", "bad-message"),
    ("null", "bad-message"),
    ("[" * 100_000, "bad-message"),
    ('{"t": "no-such-type"}', "bad-message"),
    ('{"t": ["hello"]}', "bad-message"),
    ('{"t": "terminal.input"}', "bad-message"),
    ('{"t": "terminal.input", "terminal": 1, "data": "x"}', "bad-message"),
    ('{"t": "terminal.input", "terminal": "1", "data": "\\ud800"}', "bad-message"),
    ('{"t": "terminal.open", "terminal": "1", "columns": 1e999, "rows": 24}', "bad-message"),
    ('{"t": "terminal.open", "terminal": "1", "columns": true, "rows": 24}', "bad-message"),
    ('{"t": "file.read", "id": 9007199254740993, "path": "/x"}', "bad-message"),
    ('{"t": "lang", "lang": "fr"}', "bad-message"),
    ('{"t": "clock.speed", "speed": NaN}', "bad-speed"),
    ('{"t": "clock.speed", "speed": 1000}', "bad-speed"),
    ('{"t": "clock.speed", "speed": -1}', "bad-speed"),
    ('{"t": "terminal.input", "terminal": "no-such", "data": "x"}', "no-such-terminal"),
    ('{"t": "terminal.close", "terminal": ""}', "no-such-terminal"),
    ('{"t": "lesson.open", "name": "nonsense"}', "bad-message"),
    ('{"t": "file.read", "id": 1, "path": "/no/such/file"}', "no-such-file"),
    ('{"t": "file.read", "id": 1, "path": "/root"}', "no-such-file"),
    ('{"t": "file.read", "id": 1, "path": ""}', "no-such-file"),
    ('{"t": "file.read", "id": 1, "path": "\\u0000"}', "no-such-file"),
    ('{"t": "file.write", "id": 1, "path": "/new/folder/", "text": "x"}', "file-error"),
    ('{"t": "file.write", "id": 1, "path": "/etc/passwd/x", "text": "x"}', "file-error"),
    ('{"t": "file.write", "id": 1, "path": "/new/\\u0000", "text": "x"}', "file-error"),
    ('{"t": "file.write", "id": 1, "path": "/new/' + "x" * 256 + '", "text": "x"}', "file-error"),
    ('{"t": "file.write", "id": 1, "path": "", "text": "x"}', "file-error"),
    ('{"t": "file.write", "id": 1, "path": "/root", "text": "x"}', "file-error"),
    ('{"t": "apply", "id": 1, "path": "/proc/version", "text": "x"}', "file-error"),
]
BAD_MANIFESTS = [
    ("a: [", "did not find expected"),
    ("a: b: c", "mapping values are not allowed"),
    ("\tx: 1", "found character that cannot start any token"),
    ("just words", "invalid object to validate"),
    ("apiVersion: v1", "kind not set"),
    ("kind: Pod", "apiVersion not set"),
    ("apiVersion: v9\nkind: Pod", 'no matches for kind "Pod" in version "v9"'),
    ("apiVersion: v1\nkind: [1]", "kind not set"),
    ("apiVersion: v1\nkind: Pod\nmetadata: [1]", ""),
    ("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: nonsense", ""),
    ("&a [*a]", ""),
    ("a: &a [x]\n" + "".join(f"b{n}: &b{n} [*{'a' if n == 0 else f'b{n - 1}'},"
     f"*{'a' if n == 0 else f'b{n - 1}'}]\n" for n in range(40)), ""),
    ("[" * 5_000, ""),
    ("{a: " * 5_000, ""),
]  # fmt: skip


@pytest.fixture
async def tab(workbench):
    tab = await workbench.tab(uuid.uuid4())
    await tab.hello()
    await tab.say(t="clock.pause")
    await tab.until(lambda m: m["t"] == "clock" and m["clock"]["paused"])
    return tab


def state_of(workbench):
    (live,) = workbench.registry._live.values()
    return fingerprint(live.session.cluster.state)


@pytest.mark.parametrize(("text", "code"), GARBAGE, ids=lambda value: str(value)[:60])
async def test_a_bad_message_is_refused_and_changes_nothing(workbench, tab, text, code):
    before = state_of(workbench)
    await tab.raw(text)
    refused = await tab.hear("refused")
    assert refused["code"] == code
    assert state_of(workbench) == before
    assert (await tab.ask(t="file.list"))["ok"] is True


async def test_bytes_are_no_message(workbench, tab):
    await tab.raw(data=b"\x00\xff" * 100)
    assert (await tab.hear("refused"))["code"] == "bad-message"


async def test_before_hello_nothing_is_carried_out_and_the_page_is_told(workbench):
    tab = await workbench.tab(uuid.uuid4())
    await tab.say(t="clock.pause")
    assert (await tab.hear("refused"))["code"] == "not-ready"
    await tab.raw("nonsense")
    assert (await tab.hear("refused"))["code"] == "bad-message"
    assert len(workbench.registry) == 0
    assert (await tab.hello())["fresh"] is True


@pytest.mark.parametrize("kind", ["terminal.input", "file.write", "validate"])
async def test_ten_megabytes_are_refused(workbench, tab, kind):
    before = state_of(workbench)
    huge = "x" * 10_000_000
    await tab.say(t=kind, id=1, terminal="1", path="/root/x", data=huge, text=huge)
    assert (await tab.hear("refused"))["code"] == "too-large"
    assert state_of(workbench) == before


async def test_a_megabyte_may_be_pasted(workbench, tab):
    await tab.say(t="clock.resume")
    await tab.say(t="terminal.open", terminal="1", columns=80, rows=24)
    await tab.screen("]# ")
    await tab.say(t="terminal.input", terminal="1", data=": " + "x" * 1_000_000)
    await tab.say(t="terminal.input", terminal="1", data="\x03echo al''ive\r")
    for _ in range(200):
        message = await tab.until(lambda m: m["t"] in ("terminal.output", "terminal.screen"))
        await tab.say(t="ack", seen=message["n"])
        if "alive" in message["data"]:
            return
    raise AssertionError("the terminal did not come back")


@pytest.mark.parametrize(("text", "words"), BAD_MANIFESTS, ids=lambda value: str(value)[:40])
async def test_a_bad_manifest_is_a_problem_with_a_place(workbench, tab, text, words):
    before = state_of(workbench)
    reply = await tab.ask(t="validate", text=text)
    assert reply["t"] == "reply"
    assert reply["ok"] is False
    problem = reply["problems"][0]
    assert words in problem["message"]
    assert problem["message"]
    assert problem["line"] >= 1
    assert state_of(workbench) == before


async def test_very_deep_folders_do_not_break_the_machine(workbench, tab):
    before = state_of(workbench)
    reply = await tab.ask(t="file.write", path="/root" + "/a" * 1_500 + "/x", text="x")
    assert reply["code"] == "file-error"
    assert state_of(workbench) == before
    assert (await tab.ask(t="file.list"))["ok"] is True


async def test_no_more_than_six_terminals(workbench, tab):
    for number in range(1, 7):
        await tab.say(t="terminal.open", terminal=str(number), columns=80, rows=24)
        await tab.hear("terminal.screen")
    await tab.say(t="terminal.open", terminal="7", columns=80, rows=24)
    refused = await tab.hear("refused")
    assert refused["code"] == "too-many-terminals"
    assert refused["params"] == {"limit": 6}


async def test_odd_sizes_of_a_terminal_are_brought_into_bounds(workbench, tab):
    for columns, rows in ((0, 0), (-5, 10**9), (2**52, -(2**52))):
        await tab.say(t="terminal.open", terminal="1", columns=columns, rows=rows)
        await tab.hear("terminal.screen")
    assert (await tab.ask(t="file.list"))["ok"] is True


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)
FIELDS = sorted({name for shape in SHAPES.values() for name in shape})


@given(st.sampled_from(sorted(SHAPES)), st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_whatever_comes_is_read_or_refused(kind, fields):
    text = json.dumps({"t": kind, **fields})
    try:
        message = read_message(text)
    except BadMessage:
        return
    assert set(message) == {"t", *SHAPES[kind]}


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    with contextlib.suppress(BadMessage):
        assert "t" in read_message(text)


NO_EFFECT = sorted(set(SHAPES) - {"hello", "file.write", "apply", "diff", "terminal.open"})


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(NO_EFFECT), st.dictionaries(
    st.sampled_from(FIELDS), st.text(max_size=9) | st.integers(-9, 9))), max_size=20))  # fmt: skip
def test_a_page_survives_any_sequence(messages):
    asyncio.run(_survive(messages))


async def _survive(messages):
    from tests.workbench.desk import Workbench

    bench = Workbench()
    try:
        tab = await bench.tab(uuid.uuid4())
        await tab.hello()
        for kind, fields in messages:
            await tab.say(**{**fields, "t": kind})
        await tab.say(t="file.list", id=4711)
        reply = await tab.until(lambda m: m.get("id") == 4711)
        assert reply["ok"] is True
    finally:
        await bench.close()


# --- the Kubernetes API -------------------------------------------------------------------------
class Api:
    """The gateway of a page's cluster."""

    def __init__(self, workbench, cluster):
        self.application = ClusterPaths(workbench.registry).or_else(_nobody)
        self.cluster = cluster

    async def call(self, method, path, body=b"", token=None, headers=(), query=b""):
        scope = {
            "type": "http",
            "method": method,
            "path": f"{PREFIX}{token or token_for(self.cluster)}{path}",
            "query_string": query,
            "headers": [(b"content-type", b"application/json"), *headers],
        }
        socket = Socket({"type": "http.request", "body": body})
        await self.application(scope, socket.receive, socket.send)
        return socket.sent[0]["status"], socket.body


async def _nobody(scope, receive, send):
    raise AssertionError(f"{scope['path']} is a cluster's address")


@pytest.fixture
async def api(workbench, tab):
    return Api(workbench, tab.heard[0]["cluster"])


async def test_the_address_is_the_credential(api):
    status, body = await api.call("GET", "/api/v1/nodes")
    assert status == 200
    assert len(json.loads(body)["items"]) == 3


@pytest.mark.parametrize("change", [
    lambda token: token[:-1] + ("a" if token[-1] != "a" else "b"),
    lambda token: token.partition(".")[0],
    lambda token: "",
    lambda token: "." + token.partition(".")[2],
    lambda token: "0" * 32 + "." + token.partition(".")[2],
    lambda token: token + "%00",
    lambda token: "ü" * 50,
])  # fmt: skip
async def test_another_address_tells_nothing(api, workbench, change):
    before = state_of(workbench)
    forged = change(token_for(api.cluster))
    for method in ("GET", "POST", "DELETE"):
        status, body = await api.call(method, "/api/v1/nodes/k8snode1", token=forged or "-")
        assert status == 404
        assert json.loads(body)["reason"] == "NotFound"
        assert api.cluster.encode() not in body
    assert state_of(workbench) == before


BAD_REQUESTS = [
    ("POST", "/api/v1/namespaces/default/pods", b"nonsense", 400),
    ("POST", "/api/v1/namespaces/default/pods", b"", 400),
    ("POST", "/api/v1/namespaces/default/pods", b"[]", 400),
    ("POST", "/api/v1/namespaces/default/pods", b"[" * 50_000, 400),
    ("POST", "/api/v1/namespaces/default/pods", b"\xff\xfe\x00", 400),
    ("POST", "/api/v1/namespaces/default/pods", b'{"kind": "Service", "apiVersion": "v1"}', 400),
    ("POST", "/api/v1/namespaces/default/pods", b'{"kind": "Pod", "apiVersion": "v1"}', 422),
    (
        "POST",
        "/api/v1/namespaces/none/pods",
        b'{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a"},"spec":{"containers":[]}}',
        404,
    ),
    ("PUT", "/api/v1/namespaces/default/pods/none", b"{}", 400),
    ("PATCH", "/api/v1/namespaces/default/pods/none", b"{}", 415),
    ("DELETE", "/api/v1/namespaces/default/pods/none", b"", 404),
    ("DELETE", "/api/v1/namespaces/default/pods/none", b"nonsense", 400),
    ("BREW", "/api/v1/nodes", b"", 405),
    ("GET", "/api/v1/namespaces/default/pods/%00", b"", 404),
    ("POST", "/podlab/v1/faults", b"nonsense", 400),
    ("POST", "/podlab/v1/faults", b"[]", 400),
    ("POST", "/podlab/v1/faults", b"{}", 400),
    ("POST", "/podlab/v1/faults", b'{"fault": "kill"}', 400),
    ("POST", "/podlab/v1/faults", b'{"fault": []}', 400),
    ("POST", "/podlab/v1/faults", b'{"fault": ["no-such"]}', 400),
    ("POST", "/podlab/v1/faults", b'{"fault": ["kill", "no-such-pod"]}', 400),
    ("POST", "/podlab/v1/faults", b'{"fault": [{}, [], null]}', 400),
    ("POST", "/podlab/v1/nonsense", b"{}", 404),
    ("GET", "/podlab/v1/scheduling/default/none", b"", 404),
]


@pytest.mark.parametrize(("method", "path", "body", "status"), BAD_REQUESTS)
async def test_a_bad_request_is_answered_with_a_status(api, workbench, method, path, body, status):
    objects = state_of_objects(workbench)
    answered, text = await api.call(method, path, body)
    assert answered == status, text
    assert json.loads(text)["kind"] == "Status"
    assert state_of_objects(workbench) == objects


@pytest.mark.parametrize("path", ["/api/v1/../../etc/passwd", "/" + "a/" * 5_000, "/ü"])
async def test_a_path_that_leads_nowhere_is_not_found(api, path):
    assert (await api.call("GET", path))[0] == 404


async def test_a_bug_is_an_internal_error_and_nothing_more(api, workbench, monkeypatch, caplog):
    (live,) = workbench.registry._live.values()
    monkeypatch.setattr(live.session.cluster.api, "handle", lambda request: 1 // 0)
    status, text = await api.call("GET", "/api/v1/nodes")
    assert status == 500
    assert json.loads(text)["reason"] == "InternalError"
    assert b"Zero" not in text
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    assert (await api.call("GET", "/api/v1/nodes"))[0] == 200


async def test_too_large_a_body_is_refused(api):
    status, text = await api.call("POST", "/api/v1/namespaces/default/pods", b"x" * 10_000_000)
    assert status == 413
    assert json.loads(text)["reason"] == "RequestEntityTooLarge"


def state_of_objects(workbench):
    (live,) = workbench.registry._live.values()
    return fingerprint(live.session.cluster.store.state)


@pytest.mark.parametrize("headers", [
    [(b"accept", b"\xff\x00")],
    [(b"accept", b"application/xml")],
    [(b"accept", b"application/json;as=Table;v=v9;g=nonsense")],
    [(b"accept", b"," * 10_000)],
    [(b"authorization", b"Bearer nonsense")],
    [(b"impersonate-user", b"\x00")],
])  # fmt: skip
async def test_odd_headers_are_answered(api, headers):
    status, _ = await api.call("GET", "/api/v1/namespaces/default/pods", headers=headers)
    assert status in (200, 401, 403, 406)


@pytest.mark.parametrize("query", [
    b"limit=nonsense", b"limit=-1", b"continue=nonsense", b"labelSelector=((",
    b"fieldSelector=x%3Dy", b"resourceVersion=nonsense", b"&&==",
    b"timeoutSeconds=nonsense&watch=nonsense", b"%ff=%00",
])  # fmt: skip
async def test_odd_queries_are_answered(api, query):
    status, text = await api.call("GET", "/api/v1/namespaces/default/pods", query=query)
    assert status in (200, 400)
    assert json.loads(text)["kind"] in ("PodList", "Status")
