"""A new user: a key, a request, the administrator's approval, rights."""

import pytest

from tests.engine.kubectl.terminal import Terminal

REQUEST = """
cat <<END | kubectl apply -f -
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: jane}
spec:
  request: $(base64 -w0 < jane.csr)
  signerName: kubernetes.io/kube-apiserver-client
  usages: [client auth]
END
"""


@pytest.fixture
def asked() -> Terminal:
    terminal = Terminal()
    for line in (
        "openssl genrsa -out jane.key 1024",
        "openssl req -new -key jane.key -subj /CN=jane/O=dev -out jane.csr",
        REQUEST,
    ):
        assert terminal.run(line)[0] == 0, line
    return terminal


def test_from_a_request_to_a_user_with_rights(asked: Terminal) -> None:
    assert "Pending" in asked.run("kubectl get csr jane")[1]
    assert asked.run("kubectl certificate approve jane")[1] == (
        "certificatesigningrequest.certificates.k8s.io/jane approved\n"
    )
    asked.run("sleep 1")
    assert "Approved,Issued" in asked.run("kubectl get csr jane")[1]
    asked.run("kubectl get csr jane -o jsonpath={.status.certificate} | base64 -d > jane.crt")
    asked.run("kubectl config set-credentials jane --client-certificate=jane.crt "
              "--client-key=jane.key")  # fmt: skip
    asked.run("kubectl config set-context jane --cluster=kubernetes --user=jane")
    who = asked.run("kubectl --context jane auth whoami")[1]
    assert "Username    jane\n" in who
    assert "[dev system:authenticated]" in who
    assert (
        'User "jane" cannot list resource "pods"' in asked.run("kubectl --context jane get po")[2]
    )
    asked.run("kubectl create role reader --verb=list --resource=pods")
    asked.run("kubectl create rolebinding jane --role=reader --user=jane")
    assert asked.run("cd /; kubectl --context jane get pods")[0] == 0
    asked.run("rm jane.crt")
    _, _, err = asked.run("kubectl --context jane get pods")
    assert err.startswith("error: invalid configuration: unable to read client-cert /root/jane.crt")


def test_described(asked: Terminal) -> None:
    shown = asked.run("kubectl describe csr jane")[1]
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines[0] == "Name: jane"
    assert lines[lines.index("Requesting User: kubernetes-admin") :] == [
        "Requesting User: kubernetes-admin",
        "Signer: kubernetes.io/kube-apiserver-client",
        "Status: Pending",
        "Subject:",
        "Common Name: jane",
        "Serial Number:",
        "Organization: dev",
        "Events: <none>",
    ]


def test_denied_requests_get_nothing(asked: Terminal) -> None:
    asked.run("kubectl certificate deny jane")
    asked.run("sleep 1")
    assert asked.run("kubectl get csr jane")[1].rstrip().endswith("Denied")
    assert asked.run("kubectl get csr jane -o jsonpath={.status.certificate}")[1] == ""
    _, _, err = asked.run("kubectl certificate approve jane")
    assert 'certificate signing request "jane" is already denied' in err
