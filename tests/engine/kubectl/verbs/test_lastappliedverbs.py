"""The annotation of client-side apply: shown, set, edited."""

TEXT = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "1"}\n'


def test_the_annotation_is_made_only_when_asked_for(terminal):
    terminal.run("kubectl create -f -", TEXT)
    status, _, errors = terminal.run("kubectl apply set-last-applied -f -", TEXT)
    assert status == 1
    assert "run the command with --create-annotation" in errors
    line = "kubectl apply set-last-applied --create-annotation -f -"
    assert terminal.run(line, TEXT) == (0, "configmap/a configured\n", "")
    assert terminal.run(line, TEXT) == (0, "set-last-applied a: no changes required.\n", "")


def test_editing_it_leaves_the_object_alone(terminal):
    terminal.run("kubectl apply -f -", TEXT)
    line = """KUBE_EDITOR='sed -i s/\\"1\\"/\\"9\\"/' kubectl apply edit-last-applied cm/a"""
    assert terminal.run(line) == (0, "configmap/a edited\n", "")
    _, shown, _ = terminal.run("kubectl apply view-last-applied cm/a")
    assert 'a: "9"' in shown
    assert terminal.run("kubectl get cm a -o jsonpath='{.data.a}'")[1] == "1"


def test_without_one_there_is_nothing_to_edit(terminal):
    status, _, errors = terminal.run("kubectl apply edit-last-applied cm/kube-root-ca.crt")
    assert status == 1
    assert "no last-applied-configuration annotation found on resources" in errors
