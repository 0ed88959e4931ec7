"""Where volumes stand, how big they may grow, whose they are."""

from typing import Any

import pytest

from podlab.engine.kubelet.volume.volumemedium import give_to_group, in_memory, memory_size
from tests.engine.machine.small import Lab

NODE = {"memory": "1Gi"}


def pod(*limits: str | None) -> dict[str, Any]:
    rows = [{"resources": {"limits": {"memory": limit}} if limit else {}} for limit in limits]
    return {"spec": {"containers": rows}}


@pytest.mark.parametrize(
    ("volume", "answer"),
    [
        ({"name": "v", "secret": {}}, True),
        ({"name": "v", "projected": {}}, True),
        ({"name": "v", "downwardAPI": {}}, True),
        ({"name": "v", "configMap": {}}, False),
        ({"name": "v", "emptyDir": {}}, False),
        ({"name": "v", "emptyDir": {"medium": "Memory"}}, True),
        ({"name": "v"}, False),
    ],
)
def test_the_medium(volume: dict[str, Any], answer: bool) -> None:
    assert in_memory(volume) is answer


def test_a_volume_in_memory_is_as_big_as_the_pod_may_be() -> None:
    volume = {"name": "v", "secret": {}}
    assert memory_size(pod("10Mi", None), volume, NODE) == 1 << 30
    assert memory_size(pod("10Mi", "6Mi"), volume, NODE) == 16 << 20


def test_its_own_limit_counts_when_it_is_lower() -> None:
    volume = {"name": "v", "emptyDir": {"medium": "Memory", "sizeLimit": "8Mi"}}
    assert memory_size(pod("10Mi"), volume, NODE) == 8 << 20
    assert memory_size(pod("4Mi"), volume, NODE) == 4 << 20


def test_a_group_is_given_everything_but_links() -> None:
    files = Lab().machine.files
    files.mkdir("/v/d", parents=True)
    files.write("/v/d/f", b"", mode=0o600)
    files.symlink("d", "/v/l")
    give_to_group(files, "/v", 2000, 0o660)
    assert [(files.stat(path).gid, oct(files.stat(path).mode)) for path in ("/v", "/v/d/f")] == [
        (2000, "0o2775"), (2000, "0o660")]  # fmt: skip
    assert files.stat("/v/l", follow=False).gid == 0
