"""``kubectl config``: the kubeconfig file."""


def test_view_hides_secrets(kubectl):
    out = kubectl("config", "view")[1]
    assert "token: REDACTED" in out
    assert "current-context: kubernetes-admin@kubernetes\n" in out
    assert "token: secret" in kubectl("config", "view", "--raw")[1]


def test_flattening_reads_the_files_and_hides_nothing(kubectl):
    """recorded with 1.37.1"""
    kubectl.files.write("/root/.kube/pki/ca.crt", b"ABC")
    kubectl("config", "set", "clusters.kubernetes.certificate-authority", "pki/ca.crt")
    out = kubectl("config", "view", "--flatten")[1]
    assert "    certificate-authority-data: QUJD\n" in out
    assert "certificate-authority:" not in out
    assert "token: secret" in out


def test_flattening_needs_the_files(kubectl):
    kubectl("config", "set", "clusters.kubernetes.certificate-authority", "pki/no.crt")
    assert kubectl("config", "view", "--flatten") == (
        1, "", "error: open /root/.kube/pki/no.crt: no such file or directory\n",
    )  # fmt: skip


def test_contexts(kubectl):
    assert kubectl("config", "get-contexts")[1] == (
        "CURRENT   NAME                          CLUSTER      AUTHINFO           NAMESPACE\n"
        "*         kubernetes-admin@kubernetes   kubernetes   kubernetes-admin   \n"
    )
    assert kubectl("config", "set-context", "--current", "--namespace=dev")[1] == (
        'Context "kubernetes-admin@kubernetes" modified.\n'
    )
    assert kubectl("get", "pods")[2] == "No resources found in dev namespace.\n"
    assert kubectl("config", "set-context", "other", "--cluster=kubernetes")[1] == (
        'Context "other" created.\n'
    )
    assert kubectl("config", "use-context", "other")[1] == 'Switched to context "other".\n'
    assert kubectl("config", "current-context")[1] == "other\n"
    assert kubectl("config", "delete-context", "other")[0] == 0
    assert kubectl("--context=nosuch", "get", "pods")[2] == (
        "Error in configuration: context was not found for specified context: nosuch\n"
    )
    assert kubectl("--context=nosuch", "get", "pods", "-n", "x")[2] == (
        'error: context "nosuch" does not exist\n'
    )


def test_a_file_that_is_no_yaml(kubectl):
    kubectl.files.write("bad", b"a: [")
    assert kubectl("--kubeconfig=bad", "get", "pods")[2].startswith(
        'error: error loading config file "bad"')  # fmt: skip
    assert kubectl("--kubeconfig=none", "get", "pods")[2] == (
        "error: stat none: no such file or directory\n"
    )


def test_no_file_means_no_server(kubectl):
    kubectl.files.unlink("/root/.kube/config")
    assert kubectl("get", "pods")[2] == (
        "The connection to the server localhost:8080 was refused - did you specify the right host "
        "or port?\n"
    )
