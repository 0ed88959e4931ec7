"""Clusters for hints, made by hand.  Not a test."""

from tests.lessons.goals.seen import Seen, pod


class SeenWithEvents(Seen):
    """An observation that has Events, too."""

    def __init__(self):
        super().__init__()
        self.said = {}

    def say(self, uid, reason, message):
        self.said.setdefault(uid, []).append({"reason": reason, "message": message})

    def events(self, uid):
        return self.said.get(uid, [])


def a_pod(name="web-1", *, ready=False, labels=None, statuses=(), inits=(), ports=()):
    """A Pod with the status rows of its containers."""
    made = pod(name, ready=ready, labels=labels or {"app": "web"})
    made["spec"] = {"containers": [{"name": "c", "image": "nginx", "ports": list(ports)}]}
    made["status"]["containerStatuses"] = list(statuses)
    made["status"]["initContainerStatuses"] = list(inits)
    return made


def waiting(reason, message=""):
    """A container that waits."""
    state = {"waiting": {"reason": reason, "message": message}}
    return {"name": "c", "image": "ngnix", "state": state}


def ended(status, reason="Error", *, running=False):
    """A container that has ended once."""
    was = {"terminated": {"exitCode": status, "reason": reason}}
    now = {"running": {}} if running else {"waiting": {"reason": "CrashLoopBackOff"}}
    return {"name": "c", "image": "nginx", "state": now, "lastState": was}
