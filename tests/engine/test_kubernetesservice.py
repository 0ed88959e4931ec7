"""The API server's own Service comes back when somebody deletes it."""

import pytest

from tests.engine.kubectl.terminal import Terminal

OWN = "kubectl get service,endpoints,endpointslice kubernetes -o name"


@pytest.fixture
def terminal():
    return Terminal()


def test_it_is_there_from_the_start(terminal):
    _, out, _ = terminal.run(OWN)
    assert out.split() == [
        "service/kubernetes",
        "endpoints/kubernetes",
        "endpointslice.discovery.k8s.io/kubernetes",
    ]


def test_delete_all_deletes_it_and_it_comes_back_within_ten_seconds(terminal):
    before = terminal.run("kubectl get service kubernetes -o jsonpath='{.spec}'")[1]
    assert 'service "kubernetes" deleted' in terminal.run("kubectl delete all --all")[1]
    assert terminal.run("kubectl get service kubernetes; sleep 11")[0] == 0
    assert terminal.run("kubectl get service kubernetes -o jsonpath='{.spec}'")[1] == before


def test_its_endpoints_come_back_too(terminal):
    terminal.run("kubectl delete endpoints,endpointslice kubernetes; sleep 11")
    status, out, _ = terminal.run(OWN)
    assert status == 0
    assert len(out.split()) == 3


def test_services_of_the_same_name_elsewhere_stay_deleted(terminal):
    terminal.run("kubectl create service clusterip kubernetes --tcp=80 -n kube-public")
    terminal.run("kubectl delete service kubernetes -n kube-public; sleep 11")
    assert terminal.run("kubectl get service kubernetes -n kube-public")[0] == 1
