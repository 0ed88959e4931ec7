"""Sixty situations of which one asks why: how each comes about.  Not a test.

A step is a command line, a manifest (a mapping), a fault (a tuple) or seconds that pass (a number).
"""

import json
from functools import cache

from podlab.engine.cluster import Cluster
from podlab.engine.commands import perform
from podlab.engine.kernel.clock import SECOND
from podlab.engine.spec import default_spec

START = 1_790_000_000 * SECOND
LIMIT = 60 * SECOND


@cache
def fresh():
    """A new cluster, written out once for all."""
    return Cluster.create(default_spec(), 1, START).snapshot()


def brought_about(steps):
    """A cluster in which the steps were taken."""
    cluster = Cluster.restore(fresh())
    for step in steps:
        if isinstance(step, int | float):
            cluster.sim.run_until(cluster.sim.now + int(step * SECOND))
        elif isinstance(step, tuple):
            perform(cluster, {"do": "fault", "fault": list(step)})
        elif isinstance(step, dict):
            perform(cluster, {"do": "file.write", "path": "/root/x.yaml", "text": json.dumps(step)})
            run(cluster, "kubectl apply -f /root/x.yaml")
        else:
            run(cluster, step)
    return cluster


def run(cluster, line):
    """Run a command line to its end."""
    token = perform(cluster, {"do": "run", "argv": ["bash", "-c", line]})
    end = cluster.sim.now + LIMIT
    while cluster.machine.command_result(token) is None and cluster.sim.now < end:
        cluster.sim.run_until(min(end, cluster.sim.next_time() or end), 20)


def pod(container=None, name="web", labels=None, **spec):
    """A Pod's manifest with one container."""
    one = {"name": "c", "image": "nginx", **(container or {})}
    metadata = {"name": name, "labels": labels or {"app": name}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [one], **spec},
    }


def busybox(*command, **more):
    """A container that runs a shell line."""
    return {"image": "busybox", "command": ["sh", "-c", *command], **more}


def probe(kind, path="/nope", **more):
    """A container with an HTTP probe."""
    handler = {"httpGet": {"path": path, "port": 80}, "periodSeconds": 1, **more}
    return {f"{kind}Probe": handler}


def workload(kind, replicas=2, container=None, **spec):
    """A workload of nginx."""
    one = {"name": "c", "image": "nginx", **(container or {})}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [one], **spec}}
    body = {"selector": {"matchLabels": {"app": "web"}}, "template": template}
    if kind != "DaemonSet":
        body["replicas"] = replicas
    if kind == "StatefulSet":
        body["serviceName"] = "web"
    return {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "web"}, "spec": body}


def job(*command, **spec):
    """A Job that runs a shell line."""
    one = {"name": "c", "image": "busybox", "command": ["sh", "-c", *command]}
    template = {"spec": {"containers": [one], "restartPolicy": "Never"}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "web"},
            "spec": {"template": template, **spec}}  # fmt: skip


def affinity(kind, expressions):
    """Required affinity to other Pods."""
    term = {"labelSelector": {"matchLabels": expressions}, "topologyKey": "kubernetes.io/hostname"}
    return {kind: {"requiredDuringSchedulingIgnoredDuringExecution": [term]}}


def claim(name="data", **spec):
    """A claim of one gibibyte."""
    body = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name},
            "spec": body}  # fmt: skip


def volume(**source):
    """A Pod that mounts one volume."""
    mount = [{"name": "v", "mountPath": "/v"}]
    return pod({"volumeMounts": mount}, volumes=[{"name": "v", **source}])


WEB = "pods/default/web"
ONE = "kubectl run web --image=nginx"
SPREAD = {"maxSkew": 1, "topologyKey": "nowhere", "whenUnsatisfiable": "DoNotSchedule",
          "labelSelector": {"matchLabels": {"app": "web"}}}  # fmt: skip
HAS_DISK = {"matchExpressions": [{"key": "disk", "operator": "Exists"}]}
REQUIRED = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [HAS_DISK]}}
NODE_AFFINITY = {"nodeAffinity": REQUIRED}
SERVICE = "services/default/web"
DEPLOYMENT = "deployments.apps/default/web"
CORDON = "kubectl cordon k8snode1 k8snode2"
BUSY = {"resources": {"requests": {"cpu": "64"}}}
HEAVY = {"resources": {"requests": {"memory": "640Gi"}}}

SITUATIONS = {
    # no node, filter by filter
    "pending-cpu": ([pod(BUSY)], WEB),
    "pending-memory": ([pod(HEAVY)], WEB),
    "pending-node-selector": ([pod(nodeSelector={"disk": "ssd"})], WEB),
    "pending-node-affinity": ([pod(affinity=NODE_AFFINITY)], WEB),
    "pending-taint": (["kubectl taint node k8snode1 k8snode2 a=b:NoSchedule", pod()], WEB),
    "pending-cordoned": ([CORDON, pod()], WEB),
    "pending-ports": ([pod({"ports": [{"containerPort": 80, "hostPort": 80}]}, "one"),
                       pod({"ports": [{"containerPort": 80, "hostPort": 80}]}, "two"), 2,
                       pod({"ports": [{"containerPort": 80, "hostPort": 80}]})], WEB),
    "pending-pod-affinity": ([pod(affinity=affinity("podAffinity", {"app": "none"}))], WEB),
    "pending-anti-affinity": ([pod(name="one", labels={"a": "b"}, nodeName="k8snode1"),
                               pod(name="two", labels={"a": "b"}, nodeName="k8snode2"), 5,
                               pod(affinity=affinity("podAntiAffinity", {"a": "b"}))], WEB),
    "pending-spread": ([pod(topologySpreadConstraints=[SPREAD])], WEB),
    "pending-claim-missing": ([volume(persistentVolumeClaim={"claimName": "data"})], WEB),
    "pending-claim-unbound": ([claim(storageClassName="none"), 1,
                               volume(persistentVolumeClaim={"claimName": "data"})], WEB),
    "pending-gated": ([pod(schedulingGates=[{"name": "a.b/c"}])], WEB),
    "pending-other-scheduler": ([pod(schedulerName="mine"), 5], WEB),
    # waiting containers
    "image-pull-back-off": ([pod({"image": "nginx:nosuchtag"}), 10], WEB),
    "err-image-pull": ([pod({"image": "nginx:nosuchtag"}), 2.5], WEB),
    "image-never-pull": ([pod({"image": "redis", "imagePullPolicy": "Never"}), 5], WEB),
    "invalid-image-name": ([pod({"image": "NGINX"}), 5], WEB),
    "registry-down": ([("registry-down",), pod(), 20], WEB),
    "pulling": ([pod(), 1.5], WEB),
    "config-map-missing": ([pod({"envFrom": [{"configMapRef": {"name": "gone"}}]}), 10], WEB),
    "secret-missing": ([pod({"envFrom": [{"secretRef": {"name": "gone"}}]}), 10], WEB),
    "config-map-volume-missing": ([volume(configMap={"name": "gone"}), 10], WEB),
    "secret-volume-missing": ([volume(secret={"secretName": "gone"}), 10], WEB),
    "no-such-program": ([pod({"command": ["/no/such"]}), 20], WEB),
    "crash-loop": ([pod(busybox("exit 3")), 15], WEB),
    "error": ([pod(busybox("exit 3"), restartPolicy="Never"), 10], WEB),
    "completed": ([pod(busybox("exit 0"), restartPolicy="Never"), 10], WEB),
    "oom-killed": ([pod({"resources": {"limits": {"memory": "64Mi"}}}), 10, ("oom", "web"), 3],
                   WEB),
    "init-running": ([pod(initContainers=[{"name": "i", **busybox("sleep 100")}]), 10], WEB),
    "init-failed": ([pod(initContainers=[{"name": "i", **busybox("exit 1")}]), 20], WEB),
    "init-image": ([pod(initContainers=[{"name": "i", "image": "nginx:nosuchtag"}]), 10], WEB),
    "container-killed": ([pod(), 10, ("kill", "web"), 5], WEB),
    # probes
    "readiness-http": ([pod(probe("readiness")), 15], WEB),
    "readiness-exec": ([pod({"readinessProbe": {"exec": {"command": ["false"]},
                                                "periodSeconds": 2}}), 15], WEB),
    "readiness-tcp": ([pod({"readinessProbe": {"tcpSocket": {"port": 81},
                                               "periodSeconds": 2}}), 15], WEB),
    "readiness-lost": ([pod(probe("readiness", "/")), 12, ("fail-probe", "web", "c", "readiness"),
                        10], WEB),
    "startup": ([pod(probe("startup", failureThreshold=100)), 15], WEB),
    "startup-gave-up": ([pod(probe("startup", failureThreshold=2)), 16], WEB),
    "liveness": ([pod(probe("liveness", failureThreshold=2)), 14], WEB),
    "readiness-gate": ([pod(readinessGates=[{"conditionType": "a.b/c"}]), 10], WEB),
    "running": ([pod(), 10], WEB),
    # ends
    "terminating": ([pod(busybox("trap '' TERM; sleep 100 & wait; sleep 100")), 6,
                     "kubectl delete pod web --wait=false", 3], WEB),
    "held-by-finalizer": ([pod(), 8, "kubectl patch pod web -p "
                           "'{\"metadata\":{\"finalizers\":[\"a.b/c\"]}}'",
                           "kubectl delete pod web --wait=false", 5], WEB),
    "deleted": ([pod(), 8, "kubectl delete pod web"], WEB),
    "never-was": ([], WEB),
    "preempted": ([{"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass",
                    "metadata": {"name": "high"}, "value": 1000},
                   "kubectl cordon k8snode2",
                   pod({"resources": {"requests": {"cpu": "1500m"}}}), 8,
                   pod({"resources": {"requests": {"cpu": "1500m"}}}, "better",
                       priorityClassName="high"), 40], WEB),
    "drained": ([pod(nodeName="k8snode1"), 8, "kubectl drain k8snode1 --force"], WEB),
    "evicted": ([pod(nodeName="k8snode1"), 8, ("memory", "web", "c", "3700000000"), 30], WEB),
    "deadline": ([pod(activeDeadlineSeconds=5), 20], WEB),
    "taint-evicted": ([pod(nodeName="k8snode1"), 8,
                       "kubectl taint node k8snode1 a=b:NoExecute", 40], WEB),
    "node-silent": ([pod(nodeName="k8snode1"), 8, ("stop-kubelet", "k8snode1"), 60], WEB),
    # workloads
    "deployment-ready": ([workload("Deployment"), 10], DEPLOYMENT),
    "deployment-unplaced": ([workload("Deployment", container=BUSY), 10], DEPLOYMENT),
    "deployment-scaled": ([workload("Deployment"), 10,
                           "kubectl scale deployment web --replicas=3", 10], DEPLOYMENT),
    "deployment-lost": ([workload("Deployment"), 10, "kubectl delete deployment web", 5],
                        DEPLOYMENT),
    "deployment-quota": (["kubectl create quota q --hard=pods=0", 1, workload("Deployment"), 5],
                         "replicasets.apps/default/*"),
    "deployment-pod": ([workload("Deployment", 1), 10], "pods/default/web-*"),
    "deployment-pod-replaced": ([workload("Deployment", 1), 10,
                                 "kubectl delete pod -l app=web", 10], "pods/default/web-*"),
    "deployment-pod-gone": ([workload("Deployment", 1), 10, "kubectl delete pod -l app=web", 10],
                            "gone:pods/default/web-*"),
    "replicaset": ([workload("Deployment"), 10], "replicasets.apps/default/*"),
    "statefulset-pod": ([workload("StatefulSet", 1), 10], "pods/default/web-0"),
    "daemonset-pod": ([workload("DaemonSet"), 10], "pods/default/web-*"),
    "job-complete": ([job("exit 0"), 10], "jobs.batch/default/web"),
    "job-failed": ([job("exit 1", backoffLimit=0), 15], "jobs.batch/default/web"),
    # Services, nodes, claims, Events
    "service-selects-nothing": (["kubectl create service clusterip web --tcp=80"], SERVICE),
    "service-typo": ([pod(labels={"app": "wbe"}), "kubectl create service clusterip web --tcp=80",
                      8], SERVICE),
    "service-none-ready": ([pod(probe("readiness")), 8, "kubectl expose pod web --port=80", 2],
                           SERVICE),
    "service-with-endpoints": ([pod(), 8, "kubectl expose pod web --port=80", 2], SERVICE),
    "node-ready": ([], "nodes//k8snode1"),
    "node-not-ready": ([("stop-kubelet", "k8snode1"), 60], "nodes//k8snode1"),
    "node-cordoned": (["kubectl cordon k8snode1"], "nodes//k8snode1"),
    "claim-unbound": ([claim(storageClassName="none"), 2],
                      "persistentvolumeclaims/default/data"),
    "event": ([pod(BUSY), 1], "events/default/web.*"),
    "secret": (["kubectl create secret generic s --from-literal=a=b"], "secrets/default/s"),
}  # fmt: skip
