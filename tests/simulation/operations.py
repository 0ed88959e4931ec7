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
