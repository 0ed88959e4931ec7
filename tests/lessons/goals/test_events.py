"""Goals about Kubernetes Events."""

from lessons.goals.events import SEEN


class Told:
    def __init__(self, *events):
        self.events = events

    def all_events(self, namespace):
        return self.events


def event(reason, name, message="", count=1):
    about = {"kind": "Pod", "name": name}
    return {"reason": reason, "involvedObject": about, "message": message, "count": count}


def test_reason_object_words_and_count():
    seen = Told(event("BackOff", "web-1", "Back-off restarting", 3))
    assert SEEN.judge(seen, {"reason": "BackOff", "prefix": "web-", "contains": "restart"}).passed
    assert SEEN.judge(seen, {"reason": "BackOff", "count": 3}).passed
    for wanted in (
        {"reason": "Killing"},
        {"reason": "BackOff", "count": 4},
        {"reason": "BackOff", "prefix": "db"},
        {"reason": "BackOff", "kind": "Node"},
    ):
        assert SEEN.judge(seen, wanted).code == "event-missing"
