"""Editors: what may be changed, what is refused, and where the copy is kept."""

import pytest


@pytest.fixture
def edited(terminal):
    terminal.run("kubectl create cm a --from-literal=only=1")
    return terminal


def test_a_change_is_patched(edited):
    line = "KUBE_EDITOR='sed -i s/only:/more:/' kubectl edit cm a"
    assert edited.run(line) == (0, "configmap/a edited\n", "")
    assert edited.run("kubectl get cm a -o jsonpath='{.data}'")[1] == '{"more":"1"}'


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("sed -i s/namespace:.default/namespace:\\ nope/",
         'error: the namespace from the provided object "nope" does not match the namespace'),
        ("sed -i s/name:.a/name:\\ other/",
         "error: At least one of apiVersion, kind and name was changed"),
        ("sed -i s/^data/dota/", "error: Edit cancelled, no valid changes were saved."),
        ("sed -i s/^kind:.*/kind:/", 'error: configmaps "a" is invalid'),
    ],
)  # fmt: skip
def test_what_is_refused_leaves_a_copy(edited, editor, words):
    status, out, errors = edited.run(f"KUBE_EDITOR='{editor}' kubectl edit cm a")
    assert (status, out) == (1, "")
    assert "A copy of your changes has been stored to" in errors
    assert words in errors


def test_what_is_to_be_created_can_be_edited_first(terminal):
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: before}\n"
    terminal.run("cat > f.yaml", text)
    line = "KUBE_EDITOR='sed -i s/before/after/' kubectl create --edit -f f.yaml"
    assert terminal.run(line) == (0, "configmap/after created\n", "")
    line = "KUBE_EDITOR=true kubectl create --edit -f f.yaml"
    assert terminal.run(line) == (0, "", "Edit cancelled, no changes made.\n")
    line = "KUBE_EDITOR='sed -i s/v1/v9/' kubectl create --edit -f f.yaml"
    assert terminal.run(line)[0] == 1
