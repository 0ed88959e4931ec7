"""A bound claim that asks for more waits for an external resizer, and says so."""

from tests.engine.controllers.fake_api import World
from tests.engine.controllers.volume.test_persistentvolume import claim, store, volume

__all__ = ["store"]
CLAIMS = "persistentvolumeclaims"
WORDS = "waiting for an external controller to expand this PVC"


def ask(world: World, size: str) -> None:
    world.patch(CLAIMS, "data", {"spec": {"resources": {"requests": {"storage": size}}}})
    world.run(1)


def test_more_than_the_volume_has(store: World) -> None:
    store.create("persistentvolumes", volume("v"), "")
    store.run(1)
    store.create(CLAIMS, claim())
    store.run(1)
    assert WORDS not in store.told()
    ask(store, "2Gi")
    assert WORDS in store.told()
    assert store.get(CLAIMS, "data")["status"]["capacity"] == {"storage": "1Gi"}


def test_a_claim_that_is_not_bound_waits_for_nobody(store: World) -> None:
    store.create(CLAIMS, claim(storageClassName=""))
    store.run(1)
    ask(store, "2Gi")
    assert WORDS not in store.told()
