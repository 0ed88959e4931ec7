"""Image policies, back-off and words (scenarios/images)."""

import pytest

from podlab.engine.kubelet.images.imagenames import default_tag, name_problem
from podlab.engine.kubelet.images.pullsecrets import auth_for, registry_of

from ..harness import Harness


def with_image(image: str, policy: str = "IfNotPresent") -> Harness:
    node = Harness()
    node.pod(containers=[{"name": "c", "image": image, "imagePullPolicy": policy}])
    return node


def test_a_present_image_is_not_pulled() -> None:
    node = with_image("nginx")
    node.run(2)
    words = 'Container image "nginx" already present on machine and can be accessed by the pod'
    assert node.events()[0] == ("Pulled", words)


def test_always_pulls_again() -> None:
    node = with_image("nginx", "Always")
    node.run(2)
    assert node.events()[0] == ("Pulling", 'Pulling image "nginx"')
    words = (
        'Successfully pulled image "nginx" in 40ms (40ms including waiting). '
        "Image size: 1467446 bytes."
    )
    assert node.events()[1] == ("Pulled", words)


def test_a_pull_that_nobody_waits_for_any_more_leaves_nothing() -> None:
    node = with_image("nginx", "Always")
    while not node.runtime.pulls:
        assert node.sim.step()
    node.delete()
    node.run(4)
    assert node.get() is None
    assert node.runtime.pulls == {}


def test_never_says_so() -> None:
    node = with_image("notthere:1.0", "Never")
    node.run(3)
    words = 'Container image "notthere:1.0" is not present with pull policy of Never'
    assert node.events()[:2] == [
        ("ErrImageNeverPull", words), ("Failed", "Error: ErrImageNeverPull"),
    ]  # fmt: skip
    assert node.container()["state"]["waiting"]["reason"] == "ErrImageNeverPull"
    node.delete()
    node.run(4)
    assert node.get() is None


def test_a_missing_tag_alternates_between_the_two_reasons() -> None:
    node = with_image("nginx:none")
    node.runtime.missing.add("nginx:none")
    node.run(60)
    assert node.history()[2:5] == [
        "Pending/ErrImagePull", "Pending/ImagePullBackOff", "Pending/ErrImagePull",
    ]  # fmt: skip
    problem = "rpc error: code = NotFound desc = nginx:none: not found"
    assert ("Failed", f'Failed to pull image "nginx:none": {problem}') in node.events()
    assert ("BackOff", 'Back-off pulling image "nginx:none"') in node.events()
    message = node.container()["state"]["waiting"]["message"]
    assert problem in message


def test_a_malformed_name() -> None:
    node = with_image("Nginx:UPPER:bad")
    node.run(3)
    words = (
        'Failed to apply default image tag "Nginx:UPPER:bad": couldn\'t parse image name '
        '"Nginx:UPPER:bad": invalid reference format: repository name (library/Nginx) must be '
        "lowercase"
    )
    assert node.events()[0] == ("InspectFailed", words)
    assert node.container()["state"]["waiting"]["reason"] == "InvalidImageName"


@pytest.mark.parametrize(
    ("name", "ok"),
    [
        ("nginx", True), ("nginx:1.25", True), ("a/b/c:t", True), ("localhost:5000/x", True),
        ("gcr.io/p/i@sha256:" + "a" * 64, True), ("", False), ("nginx latest", False),
        ("UPPER", False), ("a//b", False), ("nginx:-x", False), ("x" * 2000, False),
        ("x@sha256:12", False), ("Example.com/x", True),
    ],
)  # fmt: skip
def test_names(name: str, ok: bool) -> None:
    assert (name_problem(name) == "") is ok


def test_default_tags() -> None:
    assert default_tag("nginx") == "nginx:latest"
    assert default_tag("localhost:5000/nginx") == "localhost:5000/nginx:latest"
    assert default_tag("nginx@sha256:0") == "nginx@sha256:0"


def test_pull_secrets() -> None:
    node = Harness()
    config = "eyJhdXRocyI6eyJyZWcuaW8iOnsiYXV0aCI6ImRYTmxjanB3WVhOeiJ9fX0="  # user:pass for reg.io
    secret = {
        "kind": "Secret",
        "apiVersion": "v1",
        "metadata": {"name": "s"},
        "data": {".dockerconfigjson": config},
    }
    bad = {**secret, "metadata": {"name": "bad"}, "data": {".dockerconfigjson": "%%%"}}
    for row in (secret, bad):
        node.verbs.create(node.kubelet.context.client.caller, "secrets", "default", row)
    node.run(1)
    pod = node.pod(imagePullSecrets=[{"name": "bad"}, {"name": "gone"}, {"name": "s"}])
    assert auth_for(node.feed, pod, "reg.io/x:1") == {"username": "user", "password": "pass"}
    assert auth_for(node.feed, pod, "nginx") is None
    assert registry_of("nginx") == "docker.io"
