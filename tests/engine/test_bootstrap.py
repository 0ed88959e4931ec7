"""What a cluster has before anybody comes."""

from tests.engine.kubectl.terminal import Terminal


def test_the_control_plane_makes_its_roles() -> None:
    terminal = Terminal()
    _, out, _ = terminal.run("kubectl get clusterroles -o name")
    names = out.split()
    assert len(names) == 73
    assert "clusterrole.rbac.authorization.k8s.io/view" in names
    assert terminal.run("kubectl auth can-i get /healthz --as=joe")[1] == "yes\n"
    status, _, errors = terminal.run("kubectl auth can-i get pods --as=system:anonymous")
    assert status == 1
    assert "cannot create resource" in errors


def test_parts_of_the_control_plane_are_well() -> None:
    status, out, errors = Terminal().run("kubectl get cs")
    assert status == 0
    assert out.split("\n")[1].split() == ["etcd-0", "Healthy", "ok"]
    assert errors == "Warning: v1 ComponentStatus is deprecated in v1.19+\n"


def test_stricter_pods_are_told_of() -> None:
    terminal = Terminal()
    terminal.run("kubectl run web --image=nginx")
    line = "kubectl label ns default pod-security.kubernetes.io/enforce="
    _, _, errors = terminal.run(line + "restricted")
    assert "web: allowPrivilegeEscalation != false, unrestricted capabilities" in errors
    assert (
        "must be one of privileged, baseline, restricted"
        in terminal.run(line + "bogus --overwrite")[2]
    )


def test_a_missing_namespace_is_what_is_missing() -> None:
    terminal = Terminal()
    words = 'Error from server (NotFound): namespaces "nope" not found\n'
    assert terminal.run("kubectl get pod x -n nope") == (1, "", words)
    assert terminal.run("kubectl get pods -n nope")[0] == 0


def test_part_of_an_object() -> None:
    terminal = Terminal()
    terminal.run("kubectl create deployment web --image=nginx --replicas=2")
    out = terminal.run("kubectl get deploy web --subresource=scale")[1].split("\n")
    assert out[0].split() == ["NAME", "DESIRED", "AVAILABLE", "AGE"]
    assert out[1].split()[:2] == ["web", "2"]
    assert terminal.run("kubectl get cm kube-root-ca.crt --subresource=status")[0] == 1
