"""Manifests by URL, from a web server in the cluster and from nowhere."""

import pytest

from tests.engine.kubectl.terminal import Terminal

ADVICE = (
    "Nothing outside of the cluster can be reached from here: open the address in your browser, "
    "save its text as pod.yaml (nano pod.yaml) and use -f pod.yaml\n"
)
PAGE = "/usr/share/nginx/html"


@pytest.fixture(scope="module")
def terminal():
    made = Terminal()
    made.run("kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web")
    made.run("kubectl create cm x --from-literal=a=b --dry-run=client -o yaml > x.yaml")
    made.run(f"kubectl cp x.yaml web:{PAGE}/x.yaml")
    made.address = made.run("kubectl get pod web -o jsonpath={.status.podIP}")[1]
    return made


def test_a_web_server_of_the_cluster_serves_manifests(terminal):
    assert terminal.run(f"kubectl apply -f http://{terminal.address}/x.yaml") == (
        0, "configmap/x created\n", "",
    )  # fmt: skip
    assert terminal.run(f"kubectl get -f http://{terminal.address}/x.yaml -o name")[1] == (
        "configmap/x\n"
    )
    assert terminal.run(f"kubectl delete -f http://{terminal.address}/x.yaml")[0] == 0


def test_what_is_not_served_is_told_with_its_status(terminal):
    url = f"http://{terminal.address}/no.yaml"
    assert terminal.run(f"kubectl apply -f {url}") == (
        1, "", f'error: unable to read URL "{url}", server reported 404 Not Found, status '
        "code=404\n",
    )  # fmt: skip


def test_a_name_outside_does_not_resolve_and_the_error_says_what_to_do(terminal):
    """recorded with 1.37.1 on a machine without internet, its first line"""
    status, out, err = terminal.run("kubectl create -f https://example.com/a/pod.yaml")
    assert (status, out) == (1, "")
    assert err == (
        "Unable to connect to the server: dial tcp: lookup example.com on 192.168.1.1:53: server "
        f"misbehaving\n{ADVICE}"
    )


def test_an_attempt_is_made_three_times(terminal):
    sim = terminal.cluster.sim
    began = sim.now
    terminal.run("kubectl create -f https://example.com/a/pod.yaml")
    assert sim.now - began >= 2_000_000


@pytest.mark.parametrize(("url", "words"), [
    ("http://192.168.1.10:1234/x", "The connection to the server 192.168.1.10:1234 was refused - "
     "did you specify the right host or port?\n"),
    ("https:///x", 'error: the URL passed to filename "https:///x" is not valid\n'),
    ("http://nosuch.default.svc.cluster.local/", "Unable to connect to the server: dial tcp: "
     "lookup nosuch.default.svc.cluster.local on 192.168.1.1:53: server misbehaving\n"),
])  # fmt: skip
def test_what_cannot_be_reached_is_told(terminal, url, words):
    status, out, err = terminal.run(f"kubectl apply -f {url}")
    assert (status, out) == (1, "")
    assert err.startswith(words)


def test_https_to_a_plain_server_fails(terminal):
    status, _, err = terminal.run(f"kubectl apply -f https://{terminal.address}:80/x.yaml")
    assert status == 1
    assert err == (
        "Unable to connect to the server: http: server gave HTTP response to HTTPS client\n"
    )


def test_more_urls_than_are_read_at_once_are_refused(terminal):
    names = " ".join(f"-f http://{terminal.address}/x.yaml?{n}" for n in range(21))
    status, _, err = terminal.run(f"kubectl get -o name {names}")
    assert (status, err) == (1, "error: not simulated: more than 20 URLs at once\n")


def test_redirects_end(terminal):
    """A server that points at itself is asked ten times and no more."""
    loop = f"http://{terminal.address}/loop"
    conf = f"server {{ listen 80; location / {{ return 302 {loop}; }} }}"
    line = f"echo '{conf}' > /etc/nginx/conf.d/default.conf; nginx -s reload"
    assert terminal.run(f'kubectl exec web -- sh -c "{line}"; sleep 2')[0] == 0
    status, _, err = terminal.run(f"kubectl apply -f {loop}")
    assert (status, err) == (
        1, "Unable to connect to the server: stopped after 10 redirects\n",
    )  # fmt: skip
