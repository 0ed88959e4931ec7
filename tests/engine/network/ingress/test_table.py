"""Which host and path an Ingress's backend answers for."""

import pytest

from podlab.engine.network.ingress.table import Table, build, find_location
from tests.engine.network.ingress.objects import Object, ingress, path


def leads(table: Table, host: str, where: str = "/") -> str | None:
    found = find_location(table.server(host), where)
    return found.backend.service if found is not None and found.backend is not None else None


@pytest.mark.parametrize(
    ("where", "service"),
    [("/", "web"), ("/api", "api"), ("/api/", "api"), ("/api/x", "api"), ("/apix", "web"),
     ("/exact", "only"), ("/exact/", "web"), ("/exactly", "web"), ("/old", "loose"),
     ("/older", "loose"), ("/API", "web")],
)  # fmt: skip
def test_exact_paths_before_the_longest_prefix(where: str, service: str) -> None:
    rows = [path("web"), path("api", "/api"), path("only", "/exact", "Exact"),
            path("loose", "/old", "ImplementationSpecific")]  # fmt: skip
    assert leads(build([ingress("shop", "shop.example", *rows)]), "shop.example", where) == service


def test_hosts_before_wildcards_before_the_rest() -> None:
    table = build([
        ingress("all", "", path("all")), ingress("wild", "*.example.com", path("wild")),
        ingress("own", "a.example.com", path("own")),
    ])  # fmt: skip
    assert leads(table, "a.example.com") == "own"
    assert leads(table, "b.example.com") == "wild"
    assert leads(table, "b.c.example.com") == "all"
    assert leads(table, "example.com") == "all"


def test_a_known_host_does_not_fall_back_to_the_rules_for_all() -> None:
    table = build([ingress("all", "", path("all")), ingress("own", "a.b", path("own", "/only"))])
    assert leads(table, "a.b", "/only") == "own"
    assert leads(table, "a.b", "/other") is None


def test_default_backends() -> None:
    default = {"service": {"name": "rest", "port": {"number": 80}}}
    table = build([
        ingress("alone", "", defaultBackend=default),
        ingress("own", "a.b", path("own", "/only"), defaultBackend=default),
    ])  # fmt: skip
    assert leads(table, "unknown.host", "/x") == "rest"
    assert leads(table, "a.b", "/x") == "rest"
    assert leads(table, "a.b", "/only") == "own"


def test_the_older_of_two_has_the_path() -> None:
    young, old = (ingress(n, "a.b", path(n), age=age) for n, age in (("young", 9), ("old", 1)))
    assert leads(build([young, old]), "a.b") == "old"


def test_regular_expressions_are_tried_longest_first_in_any_case() -> None:
    rows = [path("all", "/(.*)", "ImplementationSpecific"),
            path("deep", "/api/v[0-9]+(/|$)(.*)", "ImplementationSpecific")]  # fmt: skip
    table = build([ingress("r", "a.b", *rows, annotations={"use-regex": "true"})])
    assert leads(table, "a.b", "/api/v2/x") == "deep"
    assert leads(table, "a.b", "/API/V2/x") == "deep"
    assert leads(table, "a.b", "/api/vx") == "all"


def test_one_rewriting_ingress_makes_all_paths_of_the_host_expressions() -> None:
    """Exact paths then match as prefixes: a trap of the real one."""
    exact = ingress("exact", "a.b", path("exact", "/foo", "Exact"))
    other = ingress("o", "a.b", path("o", "/bar"), annotations={"rewrite-target": "/"})
    assert leads(build([exact]), "a.b", "/foobar") is None
    assert leads(build([exact, other]), "a.b", "/foobar") == "exact"


def test_a_wrong_expression_matches_nothing() -> None:
    rows = [path("bad", "/a(", "ImplementationSpecific"), path("ok", "/b")]
    table = build([ingress("r", "a.b", *rows, annotations={"use-regex": "true"})])
    assert leads(table, "a.b", "/a(") is None
    assert leads(table, "a.b", "/b") == "ok"


def canary(name: str, *rows: Object, host: str = "a.b") -> Object:
    return ingress(name, host, *rows, annotations={"canary": "true", "canary-weight": "10"})


def test_a_canary_belongs_to_the_backend_of_the_same_path() -> None:
    table = build([canary("c", path("next")), ingress("main", "a.b", path("web"))])
    assert {name: row[0].service for name, row in table.canaries.items()} == {
        "default-web-80": "next"
    }
    assert leads(table, "a.b") == "web"


@pytest.mark.parametrize(
    "row",
    [
        canary("elsewhere", path("next", "/other")),
        canary("other-host", path("next"), host="c.d"),
        canary("other-type", path("next", "/", "Exact")),
        canary("same-service", path("web")),
    ],
    ids=lambda row: row["metadata"]["name"],
)
def test_canaries_of_nothing_are_left_alone(row: Object) -> None:
    table = build([row, ingress("main", "a.b", path("web"))])
    assert table.canaries == {}
    assert leads(table, "c.d") is None


def test_only_one_canary_counts() -> None:
    table = build([
        ingress("main", "a.b", path("web")), canary("c1", path("next")), canary("c2", path("late")),
    ])  # fmt: skip
    assert table.canaries["default-web-80"][0].service == "next"


def test_certificates_are_of_hosts_that_have_rules() -> None:
    tls = [{"hosts": ["a.b", "unknown"], "secretName": "cert"}]
    table = build([ingress("main", "a.b", path("web"), tls=tls)])
    assert table.server("a.b").secret == ("default", "cert")
    assert table.server("unknown").secret is None
