"""A learner's cluster has its addons, and they work from the terminal to the Pod."""

import pytest

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec, learner_spec

START = 1_795_455_760 * SECOND
SHOP = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules:
  - host: shop.example.com
    http:
      paths:
      - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
"""


def run(cluster: Cluster, line: str, stdin: str = "") -> str:
    perform(cluster, {"do": "terminal.open", "terminal": "t", "columns": 200, "rows": 50})
    cluster.machine.files.write("/root/in.yaml", stdin.encode())
    perform(cluster, {"do": "terminal.input", "terminal": "t", "data": f"{line}\r"})
    cluster.sim.run_until(cluster.sim.now + 20 * SECOND)
    shown = cluster.machine.terminal_since("t", 0)[0].decode()
    perform(cluster, {"do": "terminal.close", "terminal": "t"})
    return shown


@pytest.fixture(scope="module")
def served() -> bytes:
    cluster = Cluster.create(learner_spec(), 7, START)
    cluster.because("test", "apply", "shop")
    run(cluster, "kubectl apply -f in.yaml", SHOP)
    cluster.sim.run_until(cluster.sim.now + 60 * SECOND)
    return cluster.snapshot()


@pytest.mark.parametrize("address", ["192.168.1.240", "192.168.1.10", "k8smaster"])
def test_a_pod_is_reached_through_the_ingress(served: bytes, address: str) -> None:
    cluster = Cluster.restore(served)
    assert "Welcome to nginx!" in run(cluster, f"curl -s -H 'Host: shop.example.com' {address}")
    assert "404 Not Found" in run(cluster, f"curl -s {address}")


def test_it_can_be_seen(served: bytes) -> None:
    cluster = Cluster.restore(served)
    assert "1/1     Running" in run(cluster, "kubectl get pods -n ingress-nginx")
    assert "192.168.1.240" in run(cluster, "kubectl get ingress web")
    assert "Scheduled for sync" in run(cluster, "kubectl describe ingress web")


def test_without_its_pod_nobody_answers(served: bytes) -> None:
    cluster = Cluster.restore(served)
    run(cluster, "kubectl scale deployment -n ingress-nginx ingress-nginx-controller --replicas=0")
    shown = run(cluster, "curl -m 3 192.168.1.240; echo status $?")
    assert "status 7" in shown


def test_a_bare_cluster_has_none() -> None:
    cluster = Cluster.create(default_spec(), 7, START)
    assert "No resources found" in run(cluster, "kubectl get pods,ingressclass -A")
