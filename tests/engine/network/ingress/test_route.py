"""What happens to one request."""

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.ingress import Asked, Route
from podlab.engine.network.ingress.route import route
from podlab.engine.network.ingress.table import Backend, build
from tests.engine.network.ingress.objects import Object, ingress, path

READY = {"web": (("10.244.1.2", 80), ("10.244.1.3", 80)), "next": (("10.244.1.9", 80),)}


def ask(rows: list[Object], asked: Asked) -> Route:
    def endpoints(backend: Backend) -> tuple[tuple[str, int], ...]:
        return READY.get(backend.service, ())

    return route(build(rows), asked, Chance(1), endpoints)


def shop(tls: bool = False, **notes: str) -> list[Object]:
    rows = [{"hosts": ["a.b"], "secretName": "cert"}] if tls else []
    notes = {key.replace("_", "-"): text for key, text in notes.items()}
    return [ingress("main", "a.b", path("web"), annotations=notes, tls=rows)]


def test_a_request_goes_to_the_endpoints() -> None:
    found = ask(shop(), Asked("A.b:8080", "/x?y=1"))
    assert found.endpoints == READY["web"]
    assert (found.upstream, found.alternative, found.target) == ("default-web-80", "", "/x?y=1")


def test_unknown_hosts_and_paths_are_not_found() -> None:
    assert ask(shop(), Asked("c.d", "/"))[:1] == (404,)
    assert ask(shop(), Asked("c.d", "/")).upstream == "upstream-default-backend"


def test_a_service_without_endpoints_is_unavailable() -> None:
    found = ask([ingress("main", "a.b", path("gone"))], Asked("a.b", "/"))
    assert (found.status, found.upstream) == (503, "default-gone-80")


def test_a_canary_without_endpoints_is_passed_over() -> None:
    notes = {"canary": "true", "canary-weight": "100"}
    found = ask([*shop(), ingress("c", "a.b", path("gone"), annotations=notes)], Asked("a.b", "/"))
    assert (found.endpoints, found.alternative) == (READY["web"], "")
    notes = {"canary": "true", "canary-weight": "100"}
    found = ask([*shop(), ingress("c", "a.b", path("next"), annotations=notes)], Asked("a.b", "/"))
    assert (found.endpoints, found.alternative) == (READY["next"], "default-next-80")


def test_a_host_with_a_certificate_sends_to_https() -> None:
    found = ask(shop(True), Asked("a.b", "/x?y"))
    assert (found.status, found.location) == (308, "https://a.b/x?y")
    assert ask(shop(), Asked("a.b", "/")).status == 0
    assert ask(shop(True, ssl_redirect="false"), Asked("a.b", "/")).status == 0
    assert ask(shop(force_ssl_redirect="true"), Asked("a.b", "/")).status == 308


def test_answers_over_tls_ask_browsers_to_stay_there() -> None:
    found = ask(shop(True), Asked("a.b", "/", "https"))
    assert found.status == 0
    assert [name for name, _ in found.secure] == ["Strict-Transport-Security"]


def test_rewriting_replaces_the_path_and_keeps_the_query() -> None:
    rows = [ingress("r", "a.b", path("web", "/old(/|$)(.*)", "ImplementationSpecific"),
                    annotations={"rewrite-target": "/new/$2"})]  # fmt: skip
    assert ask(rows, Asked("a.b", "/old/a/b?q=1")).target == "/new/a/b?q=1"
    assert ask(rows, Asked("a.b", "/old")).target == "/new/"
    assert ask(rows, Asked("a.b", "/older")).status == 404


def test_redirects_of_ones_own() -> None:
    assert ask(shop(app_root="/start"), Asked("a.b", "/")).location == "http://a.b/start"
    assert ask(shop(app_root="/start"), Asked("a.b", "/x")).status == 0
    assert ask(shop(temporal_redirect="http://c.d"), Asked("a.b", "/"))[:2] == (302, "http://c.d")


def test_only_allowed_addresses_are_served() -> None:
    rows = shop(whitelist_source_range="10.0.0.0/8, nonsense")
    assert ask(rows, Asked("a.b", "/", client="10.1.2.3")).status == 0
    assert ask(rows, Asked("a.b", "/", client="192.168.1.1")).status == 403
    assert ask(rows, Asked("a.b", "/", client="")).status == 403
    denied = shop(denylist_source_range="10.1.0.0/16")
    assert ask(denied, Asked("a.b", "/", client="10.1.2.3")).status == 403


def test_the_host_that_a_backend_sees() -> None:
    assert ask(shop(upstream_vhost="inner"), Asked("a.b", "/")).replaced == (("Host", "inner"),)


def test_hostile_paths_end() -> None:
    rows = [ingress("r", "a.b", path("web", "/(a*)*b", "ImplementationSpecific"),
                    annotations={"use-regex": "true"})]  # fmt: skip
    assert ask(rows, Asked("a.b", "/" + "a" * 3000)).status in (404, 500)
