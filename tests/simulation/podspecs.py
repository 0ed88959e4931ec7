"""Random specs of Pods, in the proportions in which course material uses fields.  Not a test.

Most are right; what is wrong in them (``mistakes``) is what people get wrong.
"""

IMAGES = ("nginx", "nginx:1.27", "busybox", "busybox:1.36", "httpd", "redis", "alpine")
BROKEN_IMAGES = ("nginx:nosuchtag", "UPPER/case", "registry.example.com/none/such:v1")
COMMANDS = (
    "sleep 1d",
    "while true; do date; sleep 5; done",
    "echo hello; sleep 3",
    "sleep 4; exit 1",
    "trap '' TERM; while true; do sleep 1; done",
    "trap 'sleep 2; exit 0' TERM; while true; do sleep 1; done",
    "cat /etc/config/*; sleep 60",
    "nosuchprogram",
)
GRACES = (0, 1, 3, 7, 30)


def pod_spec(chance, restarts=("Always",)):
    """A spec for a Pod or a template; ``restarts`` are the policies that its owner allows."""
    spec = {
        "containers": [container(chance, f"c{number}") for number in range(count(chance))],
        "restartPolicy": chance.choice(restarts),
    }
    _now_and_then(chance, spec, 0.1, "initContainers", lambda: [init_container(chance)])
    _now_and_then(chance, spec, 0.5, "terminationGracePeriodSeconds", lambda: chance.choice(GRACES))
    _now_and_then(chance, spec, 0.05, "nodeSelector", lambda: node_selector(chance))
    _now_and_then(chance, spec, 0.05, "affinity", lambda: affinity(chance))
    _now_and_then(chance, spec, 0.05, "tolerations", lambda: [{"operator": "Exists"}])
    _now_and_then(chance, spec, 0.03, "topologySpreadConstraints", lambda: [spread(chance)])
    _now_and_then(chance, spec, 0.03, "serviceAccountName", lambda: chance.choice(("default", "x")))
    _now_and_then(chance, spec, 0.02, "hostNetwork", lambda: True)
    _now_and_then(chance, spec, 0.02, "shareProcessNamespace", lambda: True)
    _now_and_then(chance, spec, 0.02, "activeDeadlineSeconds", lambda: chance.randint(5, 40))
    if chance.random() < 0.3:
        mount(chance, spec)
    return spec


def count(chance):
    """How many containers: nearly always one."""
    return chance.choice((1, 1, 1, 1, 1, 1, 2, 3))


def _now_and_then(chance, spec, share, field, make):
    """Set a field in that share of the cases."""
    if chance.random() < share:
        spec[field] = make()


def container(chance, name):
    """One container."""
    made = {"name": name, "image": chance.choice(IMAGES)}
    if chance.random() < 0.06:
        made["image"] = chance.choice(BROKEN_IMAGES)
    if made["image"].startswith(("busybox", "alpine")) or chance.random() < 0.1:
        made["command"] = ["sh", "-c", chance.choice(COMMANDS)]
    _now_and_then(chance, made, 0.4, "ports", lambda: [{"containerPort": 80}])
    _now_and_then(chance, made, 0.2, "resources", lambda: resources(chance))
    _now_and_then(chance, made, 0.2, "env", lambda: environment(chance))
    _now_and_then(chance, made, 0.1, "imagePullPolicy", lambda: chance.choice(("Always", "Never")))
    _now_and_then(chance, made, 0.1, "livenessProbe", lambda: probe(chance))
    _now_and_then(chance, made, 0.15, "readinessProbe", lambda: probe(chance))
    _now_and_then(chance, made, 0.03, "startupProbe", lambda: probe(chance))
    _now_and_then(chance, made, 0.05, "lifecycle", lambda: lifecycle(chance))
    _now_and_then(chance, made, 0.05, "securityContext", lambda: security(chance))
    _now_and_then(chance, made, 0.02, "envFrom", lambda: [{"configMapRef": {"name": "cm0"}}])
    return made


def init_container(chance):
    """One that ends, fails, or stays as a sidecar."""
    made = {"name": "init", "image": "busybox"}
    made["command"] = ["sh", "-c", chance.choice(("true", "sleep 3", "exit 3", "sleep 1d"))]
    if chance.random() < 0.4:
        made["restartPolicy"] = "Always"
    return made


def resources(chance):
    """Requests, limits, or both; sometimes more than any node has."""
    amount = {
        "cpu": chance.choice(("50m", "100m", "250m", "1", "8")),
        "memory": chance.choice(("16Mi", "64Mi", "128Mi", "1Gi", "64Gi")),
    }
    if chance.random() < 0.5:
        return {"requests": amount}
    return {"requests": {"cpu": "10m"}, "limits": {**amount, "cpu": "9"}}


def environment(chance):
    """Values, references to other variables, to the Pod's fields and to things that may lack."""
    rows = [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "$(A)-$(A)"},
        {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}},
        {"name": "K", "valueFrom": {"configMapKeyRef": {"name": "cm0", "key": "k"}}},
        {"name": "S", "valueFrom": {"secretKeyRef": {"name": "s0", "key": "k", "optional": True}}},
    ]
    return chance.sample(rows, chance.randint(1, 3))


def probe(chance):
    """Of every kind, with periods that people choose."""
    kinds = (
        {"httpGet": {"path": "/", "port": 80}},
        {"httpGet": {"path": "/none", "port": 80}},
        {"tcpSocket": {"port": 80}},
        {"exec": {"command": ["true"]}},
        {"exec": {"command": ["cat", "/tmp/healthy"]}},
        {"exec": {"command": ["sleep", "30"]}},
    )
    made = dict(chance.choice(kinds), periodSeconds=chance.choice((1, 5, 10)))
    if chance.random() < 0.5:
        made["initialDelaySeconds"] = chance.choice((0, 3, 15))
    return made


def lifecycle(chance):
    """Hooks after the start and before the end."""
    hooks = ({"exec": {"command": ["sleep", "2"]}}, {"sleep": {"seconds": 2}},
             {"exec": {"command": ["false"]}}, {"httpGet": {"path": "/", "port": 80}})  # fmt: skip
    return {chance.choice(("preStop", "postStart")): chance.choice(hooks)}


def security(chance):
    """Users and a root file system that cannot be written."""
    return chance.choice(
        ({"runAsUser": 1000}, {"runAsNonRoot": True}, {"readOnlyRootFilesystem": True})
    )


def node_selector(chance):
    """A node, or none."""
    return {"kubernetes.io/hostname": chance.choice(("k8snode1", "k8snode2", "nowhere"))}


def affinity(chance):
    """Away from Pods of the same label, by wish or by force."""
    term = {"labelSelector": {"matchLabels": {"app": chance.choice(("w0", "w1"))}},
            "topologyKey": "kubernetes.io/hostname"}  # fmt: skip
    if chance.random() < 0.5:
        return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}
    wish = {"weight": 50, "podAffinityTerm": term}
    return {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [wish]}}


def spread(chance):
    """Over the nodes."""
    return {"maxSkew": 1, "topologyKey": "kubernetes.io/hostname",
            "whenUnsatisfiable": chance.choice(("DoNotSchedule", "ScheduleAnyway")),
            "labelSelector": {"matchLabels": {"app": "w0"}}}  # fmt: skip


def mount(chance, spec):
    """A volume, mounted in the first container."""
    sources = (
        {"emptyDir": {}},
        {"emptyDir": {"medium": "Memory", "sizeLimit": "16Mi"}},
        {"hostPath": {"path": chance.choice(("/tmp", "/var/log"))}},
        {"configMap": {"name": chance.choice(("cm0", "cm1", "lacking"))}},
        {"secret": {"secretName": chance.choice(("s0", "lacking"))}},
        {"persistentVolumeClaim": {"claimName": chance.choice(("pvc0", "pvc1"))}},
        {"downwardAPI": {"items": [{"path": "labels",
                                    "fieldRef": {"fieldPath": "metadata.labels"}}]}},
        {"projected": {"sources": [{"serviceAccountToken": {"path": "token"}}]}},
    )  # fmt: skip
    spec["volumes"] = [{"name": "data", **chance.choice(sources)}]
    spec["containers"][0]["volumeMounts"] = [{"name": "data", "mountPath": "/etc/config"}]
