"""``kubectl apply``: create, three-way patch, server-side, and what is wrong with files."""

import pytest

CM = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: '1'}\n"
LAST = "kubectl.kubernetes.io/last-applied-configuration"


def test_created_configured_unchanged(kubectl):
    assert kubectl("apply", "-f", "-", stdin=CM) == (0, "configmap/x created\n", "")
    stored = kubectl.cluster.get(None, "configmaps", "default", "x")
    assert stored["metadata"]["annotations"][LAST] == (
        '{"apiVersion":"v1","data":{"a":"1"},"kind":"ConfigMap","metadata":{"annotations":{},'
        '"name":"x","namespace":"default"}}\n'
    )
    assert kubectl("apply", "-f", "-", stdin=CM)[1] == "configmap/x unchanged\n"
    changed = CM.replace("a: '1'", "b: '2'")
    assert kubectl("apply", "-f", "-", stdin=changed)[1] == "configmap/x configured\n"
    assert kubectl.cluster.get(None, "configmaps", "default", "x")["data"] == {"b": "2"}


@pytest.mark.parametrize("notes", ["...", "[a]", "{a: 1}", "7"])
def test_malformed_annotations_are_dropped(kubectl, notes):
    text = CM.replace("{name: x}", f"{{name: x, annotations: {notes}}}")
    assert kubectl("apply", "-f", "-", stdin=text)[1] == "configmap/x created\n"
    stored = kubectl.cluster.get(None, "configmaps", "default", "x")
    assert list(stored["metadata"]["annotations"]) == [LAST]


def test_a_null_annotation_is_an_empty_one(kubectl):
    text = CM.replace("{name: x}", "{name: x, annotations: {a: null, b: c}}")
    kubectl("apply", "-f", "-", stdin=text)
    notes = kubectl.cluster.get(None, "configmaps", "default", "x")["metadata"]["annotations"]
    assert {key: notes[key] for key in notes if key != LAST} == {"a": "", "b": "c"}


def test_an_object_that_was_not_applied_gets_a_warning(kubectl):
    kubectl("create", "cm", "x", "--from-literal=a=1")
    code, out, err = kubectl("apply", "-f", "-", stdin=CM)
    assert (code, out) == (0, "configmap/x configured\n")
    assert err.startswith("Warning: resource configmaps/x is missing the " + LAST)


def test_dry_run_writes_nothing(kubectl):
    assert kubectl("apply", "-f", "-", "--dry-run=client", stdin=CM)[1] == (
        "configmap/x created (dry run)\n"
    )
    assert kubectl("get", "cm")[1] == ""


def test_folders_and_several_documents(kubectl):
    kubectl.files.write("m/b.yaml", CM.encode())
    kubectl.files.write("m/a.yml", f"{CM}---\n{CM.replace('x', 'z')}".encode())
    kubectl.files.write("m/note.txt", b"no")
    assert kubectl("apply", "-f", "m")[1] == (
        "configmap/x created\nconfigmap/z created\nconfigmap/x unchanged\n"
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind: Pod\nmetadata: {name: x}\n",
         'error: error validating "STDIN": error validating data: apiVersion not set; if you '
         "choose to ignore these errors, turn validation off with --validate=false\n"),
        ("apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: x}\n",
         'error: resource mapping not found for name: "x" namespace: "" from "STDIN": no matches '
         'for kind "Deployment" in version "apps/v1beta1"\nensure CRDs are installed first\n'),
        ("a:\n\tb: 1\n",
         "error: error parsing STDIN: error converting YAML to JSON: yaml: line 2: found character "
         "that cannot start any token\n"),
        ("apiVersion: v1\nkind: pod\nmetadata: {name: x}\n",
         'Error from server (BadRequest): error when creating "STDIN": pod in version "v1" cannot '
         'be handled as a Pod: no kind "pod" is registered for version "v1" in scheme '
         '"pkg/runtime/scheme.go:111"\n'),
    ],
)  # fmt: skip
def test_what_is_no_object(kubectl, text, words):
    assert kubectl("apply", "-f", "-", stdin=text) == (1, "", words)


def test_paths_and_namespaces(kubectl):
    assert kubectl("apply", "-f", "nosuch.yaml")[2] == (
        'error: the path "nosuch.yaml" does not exist\n'
    )
    assert kubectl("apply")[2] == "error: must specify one of -f and -k\n"
    text = CM.replace("{name: x}", "{name: x, namespace: dev}")
    assert (
        "does not match the namespace" in kubectl("-n", "test", "apply", "-f", "-", stdin=text)[2]
    )
