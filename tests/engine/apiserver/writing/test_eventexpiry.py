"""Events are forgotten after an hour, or when their room is needed."""

from typing import Any

import pytest

from podlab.engine.apiserver.server import ApiServer
from podlab.engine.kernel.clock import MINUTE, rfc3339
from podlab.engine.objects.status import ApiError
from tests.engine.apiserver.conftest import ADMIN, SYSTEM, pod


def event(api: ApiServer, name: str) -> None:
    now = rfc3339(api.world.now)
    body: dict[str, Any] = {
        "metadata": {"name": name, "namespace": "default"},
        "involvedObject": {"kind": "Pod", "namespace": "default", "name": "web"},
        "type": "Normal",
        "lastTimestamp": now,
    }
    api.verbs.create(SYSTEM, "events", "default", body)


def names(api: ApiServer) -> list[str]:
    return [row["metadata"]["name"] for row in api.verbs.list(ADMIN, "events", None)]


def test_an_event_goes_an_hour_after_it_was_last_seen(api: ApiServer) -> None:
    sim = api.world.sim
    event(api, "once")
    event(api, "again")
    sim.run_until(sim.now + 30 * MINUTE)
    patch = {"lastTimestamp": rfc3339(sim.now)}
    api.verbs.patch(SYSTEM, "events", "default", "again", patch, "merge")
    sim.run_until(sim.now + 31 * MINUTE)
    assert names(api) == ["again"]
    sim.run_until(sim.now + 30 * MINUTE)
    assert names(api) == []
    assert len(api.world.state.managed) == api.world.store.size()


def test_a_full_store_forgets_its_oldest_events_before_it_refuses(api: ApiServer) -> None:
    api.world.state.options.most_objects = api.world.store.size() + 2
    for name in ("a", "b", "c"):
        event(api, name)
    assert names(api) == ["b", "c"]
    api.verbs.create(ADMIN, "pods", "default", pod("one"))
    api.verbs.create(ADMIN, "pods", "default", pod("two"))
    assert names(api) == []
    with pytest.raises(ApiError, match="database space exceeded"):
        api.verbs.create(ADMIN, "pods", "default", pod("three"))
    with pytest.raises(ApiError, match="database space exceeded"):
        event(api, "d")
