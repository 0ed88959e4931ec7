"""Kustomizations as a learner writes them, built and applied."""

import pytest

from tests.engine.kubectl.terminal import Terminal

FILES = """mkdir -p base over; cd base
kubectl create deployment web --image=nginx:1.2 --dry-run=client -o yaml > dep.yaml
printf 'resources: [dep.yaml]\\nconfigMapGenerator:\\n- {name: conf, literals: [a=1]}\\n' \
  > kustomization.yaml
cd ../over
printf 'resources: [../base]\\nnamePrefix: dev-\\nimages: [{name: nginx, newTag: "1.3"}]\\n%s\\n' \
  'replicas: [{name: web, count: 3}]' > kustomization.yaml"""


@pytest.fixture
def terminal():
    terminal = Terminal()
    assert terminal.run(FILES)[0] == 0
    return terminal


def test_an_overlay_changes_its_base(terminal):
    status, out, err = terminal.run("kubectl kustomize over")
    assert (status, err) == (0, "")
    for line in ("name: dev-web", "replicas: 3", "image: nginx:1.3", "name: dev-conf-"):
        assert line in out
    assert out.index("kind: ConfigMap") < out.index("kind: Deployment")


def test_it_is_applied_shown_and_deleted(terminal):
    out = terminal.run("kubectl apply -k over")[1].splitlines()
    assert out[1] == "deployment.apps/dev-web created"
    assert "dev-web" in terminal.run("kubectl get -k over")[1]
    assert terminal.run("kubectl delete -k over")[0] == 0


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("foo: 1", 'error: invalid Kustomization: json: unknown field "foo"'),
        ("resources: [no.yaml]", "no such file or directory"),
        ("helmCharts: [{name: x}]", "error: not simulated: helmCharts in a kustomization"),
        ("resources: ['https://x.org/y']", "error: not simulated: a kustomization from the"),
        ("resources: [../bad]", "not simulated: kustomizations nested so deeply"),
        ("resources: 3", "error: invalid Kustomization"),
    ],
)
def test_what_is_wrong_is_said(terminal, file, words):
    terminal.run(f'mkdir bad; echo "{file}" > bad/kustomization.yaml')
    status, _, err = terminal.run("kubectl kustomize bad")
    assert status == 1
    assert words in err


def test_a_folder_without_one(terminal):
    assert "unable to find one of 'kustomization.yaml'" in terminal.run("kubectl apply -k .")[2]
