"""Names, registries and the images of a node."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podlab.engine.runtime.cri import CriError
from podlab.engine.runtime.reference import BadReference, parse
from podlab.engine.runtime.registry import RegistryState
from tests.engine.runtime.node import Node


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.25", "docker.io/library/nginx:1.25"),
        ("bitnami/redis", "docker.io/bitnami/redis:latest"),
        ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
        ("localhost:5000/a/b:c", "localhost:5000/a/b:c"),
        ("index.docker.io/nginx", "docker.io/library/nginx:latest"),
        ("nginx@sha256:" + "a" * 64, "docker.io/library/nginx@sha256:" + "a" * 64),
    ],
)
def test_full_names(short: str, full: str) -> None:
    assert str(parse(short)) == full


@pytest.mark.parametrize("name", ["", "nginx:", "a//b", "-x", "nginx:ta g", "x@sha256:12", ":1"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(BadReference, match="invalid reference format"):
        parse(name)


def test_upper_case_is_refused_in_the_recorded_words() -> None:
    with pytest.raises(BadReference) as caught:
        parse("Nginx:UPPER:bad")
    assert str(caught.value) == (
        "invalid reference format: repository name (library/Nginx) must be lowercase"
    )


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_refused(text: str) -> None:
    try:
        again = parse(text)
    except BadReference:
        return
    assert parse(str(again)) == again


def pulled(node: Node, image: str, auth: dict[str, str] | None = None) -> str:
    node.runtime.pull(image, auth, "t")
    node.run(60)
    return node.runtime.pull_result("t")


def test_a_pull_takes_time_and_ends_with_a_notice() -> None:
    node = Node()
    heard: list[str] = []
    node.sim.register("kubelet", lambda kind, payload: heard.append(kind))
    node.sim.wait_for("pull/t", "kubelet", "pulled")
    delay = node.runtime.pull("nginx:1.25", None, "t")
    node.run(delay / 1e6 - 0.01)
    assert heard == []
    assert node.runtime.image("nginx:1.25") is None
    node.run(0.02)
    assert heard == ["pulled"]
    assert node.runtime.pull_result("t").startswith("docker.io/library/nginx@sha256:")
    image = node.runtime.image("nginx:1.25")
    assert image is not None
    assert image.tags == ["docker.io/library/nginx:1.25"]


def test_an_image_that_is_there_is_pulled_faster() -> None:
    node = Node()
    first = node.runtime.pull("nginx", None, "1")
    node.run(60)
    assert node.runtime.pull("nginx", None, "2") < first / 2


def test_a_missing_tag_is_not_found_in_the_recorded_words() -> None:
    with pytest.raises(CriError) as caught:
        pulled(Node(), "nginx:no-such-tag")
    name = "docker.io/library/nginx:no-such-tag"
    assert str(caught.value) == (
        f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": '
        f"{name}: not found"
    )
    assert caught.value.code == "NotFound"


def test_a_missing_repository_is_denied() -> None:
    with pytest.raises(CriError, match="insufficient_scope: authorization failed"):
        pulled(Node(), "nosuchimage")


def test_a_closed_registry_has_only_its_list() -> None:
    registry = RegistryState({"docker.io/library/nginx": ["latest", "1.25"]})
    assert pulled(Node(registry), "nginx:1.25")
    with pytest.raises(CriError, match="authorization failed"):
        pulled(Node(registry), "redis")
    with pytest.raises(CriError, match="not found"):
        pulled(Node(registry), "nginx:1.26")


def test_names_of_one_size_are_one_image() -> None:
    sizes = {"nginx": 5125141, "httpd": 5125141, "tomcat": 5125141}
    registry = RegistryState({"docker.io/library/nginx": ["latest"],
                              "docker.io/library/tomcat": ["8"]}, sizes)  # fmt: skip
    node = Node(registry, ["nginx", "tomcat:8"])
    nginx, tomcat = node.runtime.image("nginx"), node.runtime.image("tomcat:8")
    assert nginx is not None
    assert nginx == tomcat
    assert nginx.size == 5125141


def test_a_private_repository_wants_its_password() -> None:
    registry = RegistryState(private={"docker.io/acme/app": ("u", "p")})
    with pytest.raises(CriError, match="pull access denied"):
        pulled(Node(registry), "acme/app")
    assert pulled(Node(registry), "acme/app", {"username": "u", "password": "p"})


def test_a_registry_that_is_not_there() -> None:
    with pytest.raises(CriError, match="no such host"):
        pulled(Node(), "registry.example.com/app:1")


def test_removing_an_image() -> None:
    node = Node()
    node.runtime.remove_image("busybox")
    node.runtime.remove_image("busybox")
    assert node.runtime.image("busybox") is None
