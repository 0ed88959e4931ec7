"""Goals about Pods that are gone."""

import pytest

from lessons.goals.missed import MISSED
from podlab.engine.kernel.clock import SECOND
from podlab.engine.machine.executions import Execution
from tests.lessons.goals.seen import Seen


def pod(name, owned=True):
    owners = {"ownerReferences": [{"kind": "ReplicaSet", "name": "web"}]} if owned else {}
    meta = {"name": name, "labels": {"app": "web"}, **owners}
    return {"metadata": meta, "status": {"podIP": "10.244.1.5"}}


class Cluster(Seen):
    def __init__(self, command, status=1, time=20, owned=True):
        super().__init__()
        self.rows = [Execution(1, time * SECOND, command.split(), status)]
        self.put("pods", pod("web-1", owned), 5)
        self.remove("pods", "web-1", 10)

    def executions(self):
        return self.rows


@pytest.mark.parametrize(
    "command",
    [
        "kubectl get pod web-1",
        "kubectl logs pod/web-1",
        "curl http://10.244.1.5:80/index.html",
        "ping -c1 10.244.1.5",
    ],
)
def test_a_name_or_address_that_is_gone_is_missed(command):
    assert MISSED.judge(Cluster(command), {"labels": "app=web"}).passed


@pytest.mark.parametrize(
    "cluster",
    [
        Cluster("kubectl get pod web-2"),
        Cluster("kubectl get pod web-1", status=0),
        Cluster("kubectl get pod web-1", status=None),
        Cluster("kubectl delete pod web-1", time=9),
        Cluster("kubectl get pod web-1", owned=False),
        Cluster("curl http://10.244.1.55/"),
    ],
)
def test_nothing_else_is(cluster):
    assert MISSED.judge(cluster, {}).code == "nobody-missed"


def test_only_the_pods_that_are_asked_for_count():
    assert not MISSED.judge(Cluster("kubectl get pod web-1"), {"labels": "app=db"}).passed
