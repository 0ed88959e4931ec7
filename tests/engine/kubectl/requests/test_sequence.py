"""Several objects: one request after the other, each in its time."""

MANY = "\n---\n".join(
    f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}" for number in range(3)
)


def created(terminal):
    store = terminal.cluster.store
    return [
        (change.key.name, change.time)
        for change in store.changes_since(0)
        if change.type == "ADDED" and change.key.name in ("c0", "c1", "c2")
    ]


def test_time_passes_between_objects(terminal):
    assert terminal.run("kubectl apply -f -", MANY)[0] == 0
    (first, one), (second, two), (third, three) = created(terminal)
    assert (first, second, third) == ("c0", "c1", "c2")
    assert one < two < three


def test_one_refusal_does_not_stop_the_others(terminal):
    wrong = MANY.replace("name: c1", "name: C_1")
    status, out, errors = terminal.run("kubectl create -f -", wrong)
    assert (status, out) == (1, "configmap/c0 created\nconfigmap/c2 created\n")
    assert 'The ConfigMap "C_1" is invalid' in errors or '"C_1" is invalid' in errors


def test_a_patch_that_meets_a_conflict_is_tried_again_for_four_seconds(terminal):
    terminal.run("kubectl create deployment web --image=nginx; kubectl get deploy web -o yaml > w")
    terminal.run("kubectl label deploy web a=b; sed -i s/replicas:.1/replicas:\\ 2/ w")
    before = terminal.cluster.sim.now
    status, _, errors = terminal.run("kubectl apply -f w")
    assert status == 1
    assert "the object has been modified" in errors
    assert 4_000_000 < terminal.cluster.sim.now - before < 6_000_000
