"""``version``, ``api-resources``, ``api-versions``, ``cluster-info``, ``options``, ``--help``."""


def test_version(kubectl):
    assert kubectl("version")[1] == (
        "Client Version: v1.37.1\nKustomize Version: v5.8.1\nServer Version: v1.37.1\n"
    )
    text = kubectl("version", "--client", "-o", "yaml")[1]
    assert text.startswith("clientVersion:\n")
    assert text.endswith("kustomizeVersion: v5.8.1\n\n")
    text = kubectl("version", "--client", "-o", "json")[1]
    assert text.startswith('{\n  "clientVersion": {\n    "major": "1",\n    "minor": "37",\n')


def test_there_are_no_alpha_commands(kubectl):
    words = "No alpha commands are available in this version of kubectl\n"
    assert kubectl("alpha", "auth", "whoami") == (0, "", words)


def test_api_resources(kubectl):
    lines = kubectl("api-resources")[1].split("\n")
    assert lines[0].split() == ["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]
    assert lines[1].split() == ["bindings", "v1", "true", "Binding"]
    names = kubectl("api-resources", "--namespaced=false", "-o", "name")[1].split()
    assert names[:4] == ["componentstatuses", "namespaces", "nodes", "persistentvolumes"]
    assert "v1" in kubectl("api-versions")[1].split()


def test_cluster_info(kubectl):
    assert kubectl("cluster-info")[1].startswith(
        "Kubernetes control plane is running at https://127.0.0.1:6443\n")  # fmt: skip


def test_help(kubectl):
    assert "Available Commands:" in kubectl("create", "--help")[1]
    assert "-n, --namespace=''" in kubectl("options")[1]
    assert kubectl()[1].startswith("kubectl controls the Kubernetes cluster manager.")
