"""Random worlds: manifests, commands and faults together.  Whatever happens, the promises hold,
the cluster comes to rest in the right size, and what is deleted leaves nothing behind."""

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.kernel.snapshot import fingerprint
from podlab.engine.spec import default_spec
from podlab.hosting.journal import Position
from podlab.hosting.registry import advance_to, replay
from tests.simulation import faults
from tests.simulation.balance import check_books, check_nothing_hangs, check_sizes
from tests.simulation.checkers import Watchdog
from tests.simulation.holdings import grown, holdings
from tests.simulation.promises import Budgets, Patience, Witness
from tests.simulation.worlds import START, World, bash

CALM, VIOLENT = 0, 2
COMMANDS = 15
QUICK = 8
MANY = 300
RECOVERY = 700
"""Seconds: eviction after five minutes, and the longest back-off of five."""
GRACIOUS = 400
"""Seconds for everything to go: the longest grace and a namespace's retries."""
BUDGET = 400_000
"""Events that a world may take: it goes on for twenty minutes, at most some hundred a second."""
WARM_UP = """
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: warm}
spec:
  selector: {matchLabels: {app: warm}}
  template:
    metadata: {labels: {app: warm}}
    spec:
      containers:
      - name: c
        image: nginx
        readinessProbe: {httpGet: {port: 80}}
        volumeMounts: [{name: tmp, mountPath: /a}, {name: log, mountPath: /b}]
      volumes: [{name: tmp, hostPath: {path: /tmp}}, {name: log, hostPath: {path: /var/log}}]
      tolerations: [{operator: Exists}]
"""
"""A container with a probe on each node: what a node makes once and keeps is there."""
MEND = "kubectl uncordon k8snode1 k8snode2; kubectl taint node k8snode1 k8snode2 key-"
KINDS = "deploy,rs,sts,ds,job,cronjob,rc,cm,secret,hpa,svc,pdb,pvc,netpol,ingress,quota,pods"
CLEAR = (
    f"for n in default team; do kubectl delete {KINDS} --all -n $n --wait=false; done; "
    "kubectl delete pv --all --wait=false; kubectl delete namespace team --wait=false"
)


def warm_up(world):
    """Make and delete what leaves things that stay."""
    world.do({"do": "file.write", "path": "/root/m.yaml", "text": WARM_UP})
    world.do(bash("kubectl apply -f m.yaml; sleep 20; kubectl delete -f m.yaml"))
    world.rest(120)


def check(seed):
    """One whole world: calm, with gentle faults, or with violent ones too."""
    sort = seed % 3
    world = World(seed, ((), faults.GENTLE, faults.GENTLE + faults.VIOLENT)[sort])
    warm_up(world)
    before = holdings(world.cluster.state)
    dog, promises = Watchdog(world.cluster), Budgets(world.cluster)
    Witness(world.cluster)
    if sort < VIOLENT:
        Patience(world.cluster, punctual=sort == CALM)
    world.live(COMMANDS)
    dog.check()
    faults.heal(world.cluster)
    world.do(bash(MEND))
    world.rest(RECOVERY)
    dog.check()
    check_books(world.cluster)
    check_sizes(world.cluster)
    check_nothing_hangs(world.cluster)
    world.do(bash(CLEAR))
    world.rest(GRACIOUS)
    dog.check()
    check_books(world.cluster)
    assert world.cluster.store.list("pods") == []
    assert grown(before, holdings(world.cluster.state)) == {}
    assert world.cluster.sim.state.steps < BUDGET
    return promises


@pytest.mark.parametrize("seed", range(QUICK))
def test_a_few_worlds(seed):
    check(seed)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_many_worlds():
    evictions = sum(check(seed).evictions for seed in range(QUICK, MANY))
    assert evictions >= 5, "drains met no Pods: the worlds say nothing about budgets"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_journal_brings_a_world_back(seed):
    world = World(seed, faults.GENTLE + faults.VIOLENT)
    world.live(COMMANDS)
    state = world.cluster.sim.state
    end = Position(len(world.journal), state.steps, state.now)
    again = Cluster.create(default_spec(), seed, START)
    for position, command in world.journal:
        advance_to(again, position)
        replay(again, command)
    advance_to(again, end)
    assert fingerprint(again.state) == fingerprint(world.cluster.state)
