"""``apply --prune``: only what was applied, carries the label and is no longer in the files."""

ONE = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m1, labels: {set: p}}\n"
TWO = ONE + "---\n" + ONE.replace("m1", "m2")


def test_what_left_the_files_is_deleted(terminal):
    terminal.run("kubectl apply -f -", TWO)
    terminal.run("kubectl create cm made; kubectl label cm made set=p")
    status, out, errors = terminal.run("kubectl apply --prune -l set=p -f -", ONE)
    assert (status, out) == (0, "configmap/m1 unchanged\nconfigmap/m2 pruned\n")
    assert "Deprecated: kubectl apply will no longer prune" in errors
    _, left, _ = terminal.run("kubectl get cm -l set=p -o name")
    assert left == "configmap/m1\nconfigmap/made\n"


def test_everything_must_be_asked_for(terminal):
    status, out, errors = terminal.run("kubectl apply --prune -f -", ONE)
    assert (status, out) == (1, "")
    assert errors.startswith("error: all resources selected for prune without explicitly passing")


def test_the_kinds_can_be_named(terminal):
    terminal.run("kubectl apply -f -", TWO)
    line = "kubectl apply --prune -l set=p --prune-allowlist=core/v1/Secret -f -"
    assert terminal.run(line, ONE) == (0, "configmap/m1 unchanged\n", "")
