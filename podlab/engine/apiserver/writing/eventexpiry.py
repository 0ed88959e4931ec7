"""Events are forgotten an hour after they were last seen, as etcd's leases do it.

In a store that takes a limited number of objects the oldest Events go before anything is refused.
"""

from typing import Any

from podlab.engine.apiserver.world import World
from podlab.engine.kernel.clock import SECOND, parse_rfc3339
from podlab.engine.store.store import Change, Key

TARGET = "apiserver/events"


class EventExpiry:
    """Removes old Event objects."""

    def __init__(self, world: World) -> None:
        self._world = world
        world.sim.register(TARGET, self._due)
        world.store.listen(self._changed)

    def _changed(self, change: Change) -> None:
        if change.key.resource == "events" and change.type == "ADDED":
            place = (change.key.namespace, change.key.name)
            delay = self._world.state.options.event_ttl * SECOND
            self._world.sim.after(delay, TARGET, "expire", place)

    def _due(self, _kind: str, place: Any) -> None:
        namespace, name = place
        world = self._world
        event = world.find("events", namespace, name)
        if event is None:
            return
        last = event.get("lastTimestamp") or event["metadata"]["creationTimestamp"]
        end = parse_rfc3339(last) + world.state.options.event_ttl * SECOND
        if end > world.now:
            world.sim.at(end, TARGET, "expire", (namespace, name))
            return
        _forget(world, namespace, name)


def forget_oldest(world: World) -> bool:
    """Make room for an object by the Event that was made first; False when there is none."""
    place = next(iter(world.store.state.objects.get("events", {})), None)
    if place is None:
        return False
    _forget(world, *place)
    return True


def _forget(world: World, namespace: str, name: str) -> None:
    event = world.store.delete(
        Key("events", namespace, name), world.now, world.sim.cause, "kube-apiserver"
    )
    world.state.managed.pop(event["metadata"]["uid"], None)
