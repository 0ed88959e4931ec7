"""Random commands as learners give them, decided by a seed.  Not a test."""

import random

IMAGES = ("nginx", "busybox", "httpd", "nginx:nosuchtag", "redis", "UPPER/case")


def operations(seed, count):
    """(virtual seconds to pass before, command) pairs."""
    chance = random.Random(seed)
    return [(chance.choice((0, 0, 1, 3, 15)), command(chance)) for _ in range(count)]


def command(chance):
    """One command: mostly kubectl, some files, terminals and nonsense."""
    name = f"w{chance.randrange(4)}"
    image = chance.choice(IMAGES)
    replicas = chance.randrange(5)
    lines = (
        f"kubectl run p{name} --image={image}",
        f"kubectl run s{name} --image=busybox --restart=Never -- sh -c 'sleep 2; exit {replicas}'",
        f"kubectl create deployment {name} --image={image} --replicas={replicas}",
        f"kubectl scale deployment {name} --replicas={replicas}",
        f"kubectl set image deployment/{name} {image.split(':')[0]}=httpd",
        f"kubectl delete deployment {name}",
        f"kubectl delete pod p{name} --wait=false",
        f"kubectl delete pod p{name} --force --grace-period=0",
        f"kubectl expose deployment {name} --port=80",
        f"kubectl label pod p{name} a=b --overwrite",
        "kubectl delete pods --all --wait=false",
        f"kubectl cordon k8snode{1 + replicas % 2}",
        f"kubectl uncordon k8snode{1 + replicas % 2}",
        "kubectl get pods -o wide",
        "kubectl apply -f /root/web.yaml",
        "for i in 1 2 3; do echo $i; sleep 1; done",
        "nonsense | grep x",
    )
    pick = chance.randrange(len(lines) + 2)
    if pick < len(lines):
        return {"do": "run", "argv": ["bash", "-c", lines[pick]]}
    if pick == len(lines):
        return {"do": "file.write", "path": "/root/web.yaml", "text": manifest(name, replicas)}
    return {"do": "terminal.open", "terminal": str(replicas), "columns": 80, "rows": 24}


WORKSHOP = (
    "kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --force --timeout=40s",
    "kubectl uncordon k8snode1 k8snode2",
    "kubectl uncordon k8snode1 k8snode2",
    "kubectl taint node {node} key=value:NoExecute --overwrite",
    "kubectl taint node {node} key-",
    "kubectl rollout restart deployment {name}",
    "kubectl rollout undo deployment {name}",
    "kubectl rollout pause deployment {name}",
    "kubectl rollout resume deployment {name}",
    "kubectl rollout restart statefulset,daemonset",
    "kubectl rollout status deployment {name} --timeout=20s",
    "kubectl scale deployment,statefulset --all --replicas={number}",
    "kubectl set image deployment --all '*=httpd'",
    "kubectl autoscale deployment {name} --min=1 --max=3 --cpu=50%",
    "kubectl delete deployment {name} --cascade=orphan",
    "kubectl delete replicaset --all --cascade=foreground --wait=false",
    "kubectl delete all -l app={name} --wait=false",
    "kubectl delete pods --all --grace-period={number} --wait=false",
    "kubectl delete pod {name} --now",
    "kubectl delete job,cronjob --all",
    "kubectl delete pvc --all --wait=false",
    "kubectl delete -f /root/m.yaml --wait=false",
    "kubectl replace --force -f /root/m.yaml",
    "kubectl apply --server-side --force-conflicts -f /root/m.yaml",
    "kubectl create namespace team",
    "kubectl create namespace team",
    "kubectl delete namespace team --wait=false",
    "kubectl create quota q --hard=pods=3 -n team",
    "kubectl label pods --all app={name} --overwrite",
    "kubectl create job now-$RANDOM --from=cronjob/{name}",
    "kubectl exec deploy/{name} -- sh -c 'kill 1'",
    "kubectl logs -l app={name} --tail=3",
    "kubectl get events -A",
    "kubectl describe pods -A",
    "kubectl top pods",
)


def workshop(chance):
    """A line of bash as people type who practise the whole of Kubernetes."""
    return chance.choice(WORKSHOP).format(
        node=f"k8snode{chance.randint(1, 2)}",
        name=f"w{chance.randrange(4)}",
        number=chance.randrange(4),
    )


def manifest(name, replicas):
    """A Deployment as a file."""
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{containers: [{{name: web, image: nginx}}]}}
"""
