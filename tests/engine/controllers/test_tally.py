"""Sets' Pods are counted as they change, and each is looked at no more often than that."""

from types import SimpleNamespace
from typing import Any

import pytest

from podlab.engine.controllers.index import Index
from podlab.engine.controllers.tally import Standing, Tallies

Object = dict[str, Any]


class Sets:
    """Pods of sets in an informer's cache, and the tallies over them."""

    def __init__(self) -> None:
        self.pods: dict[tuple[str, str], Object] = {}
        self.looked: list[str] = []
        self._tell: Any = None
        informers: Any = SimpleNamespace(
            state=SimpleNamespace(caches={"pods": self.pods}), watch=self._watch
        )
        index = Index(informers, "pods", lambda pod: [pod["owner"]])
        self.tallies = Tallies(index, self._stand)

    def _watch(self, _resource: str, handler: Any) -> None:
        self._tell = handler

    def _stand(self, pod: Object, owner: Object) -> Standing:
        self.looked.append(pod["metadata"]["name"])
        own = pod["app"] == owner["spec"]["app"]
        return Standing(True, own, pod["leaving"], pod["ready"], own)

    def pod(self, name: str, owner: str = "web", app: str = "web", **how: bool) -> None:
        place = ("default", name)
        before = self.pods.get(place)
        metadata = {"name": name, "namespace": "default"}
        now = {"ready": False, "leaving": False, **how, "owner": owner, "app": app}
        self.pods[place] = {"metadata": metadata, **now}
        self._tell("ADDED" if before is None else "MODIFIED", self.pods[place], before)
        for uid in {owner, before["owner"] if before else owner}:
            self.tallies.changed(uid, place)

    def gone(self, name: str) -> None:
        place = ("default", name)
        last = self.pods.pop(place)
        self._tell("DELETED", last, last)
        self.tallies.changed(last["owner"], place)


def web(app: str = "web") -> Object:
    return {"metadata": {"uid": "web"}, "spec": {"app": app}}


@pytest.fixture
def sets() -> Sets:
    made = Sets()
    for number in range(3):
        made.pod(f"p{number}")
    made.pod("foreign", owner="other")
    return made


def test_pods_are_counted_by_how_they_stand(sets: Sets) -> None:
    sets.pod("p1", ready=True)
    sets.pod("p2", leaving=True)
    sets.pod("p3", app="relabelled", ready=True)
    tally = sets.tallies.of(web())
    assert (tally.own, tally.ready, tally.leaving, tally.strangers, tally.labelled) == (
        (3, 1, 1, 1, 3)
    )


def test_only_what_has_changed_is_looked_at_again(sets: Sets) -> None:
    owner = web()
    sets.tallies.of(owner)
    sets.looked.clear()
    sets.pod("p1", ready=True)
    sets.pod("foreign", owner="other", ready=True)
    assert sets.tallies.of(owner).ready == 1
    assert sets.tallies.of(owner).ready == 1
    assert sets.looked == ["p1"]


def test_pods_that_go_or_get_another_owner_count_no_longer(sets: Sets) -> None:
    owner = web()
    assert sets.tallies.of(owner).own == 3
    sets.gone("p0")
    sets.pod("p1", owner="other")
    assert sets.tallies.of(owner).own == 1
    sets.pod("p0")
    assert sets.tallies.of(owner).own == 2


def test_another_spec_means_that_all_are_looked_at(sets: Sets) -> None:
    assert sets.tallies.of(web()).own == 3
    other = sets.tallies.of(web("relabelled"))
    assert (other.own, other.strangers) == (0, 3)


def test_a_set_that_was_forgotten_begins_anew(sets: Sets) -> None:
    owner = web()
    sets.tallies.of(owner)
    sets.tallies.forget("web")
    sets.gone("p0")
    assert sets.tallies.of(owner).own == 2
