"""More situations of which one asks why: hooks, schedules, faults, what is missing, fields.

Not a test; how steps and questions are written is said in ``situations``.
"""

from tests.engine.observe.situations import (
    DEPLOYMENT,
    ONE,
    SERVICE,
    WEB,
    busybox,
    claim,
    job,
    pod,
    probe,
    volume,
    workload,
)


def hook(when, *command):
    """A container with a hook that runs a command."""
    return {"lifecycle": {when: {"exec": {"command": list(command)}}}}


def cron(schedule="* * * * *", **spec):
    """A CronJob that sleeps."""
    template = job("sleep 3")["spec"]["template"]
    body = {"schedule": schedule, "jobTemplate": {"spec": {"template": template}}, **spec}
    return {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "web"},
            "spec": body}  # fmt: skip


def budget(**spec):
    """A PodDisruptionBudget for the Pods of ``web``."""
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}, **spec}}  # fmt: skip


def policy(**spec):
    """A NetworkPolicy for the Pods of ``web``."""
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
            "metadata": {"name": "web"},
            "spec": {"podSelector": {"matchLabels": {"app": "web"}}, **spec}}  # fmt: skip


def disk(zone=""):
    """A PersistentVolume, on a node of a zone if given."""
    body = {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"],
            "storageClassName": "disk", "persistentVolumeReclaimPolicy": "Retain",
            "hostPath": {"path": "/data"}}  # fmt: skip
    if zone:
        place = {"key": "zone", "operator": "In", "values": [zone]}
        body["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [place]}]}}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "disk"},
            "spec": body}  # fmt: skip


LATE = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "late"},
        "provisioner": "nobody.example/none",
        "volumeBindingMode": "WaitForFirstConsumer"}  # fmt: skip


def service(selector, **port):
    """A Service."""
    body = {"ports": [{"port": 80, **port}], **({"selector": selector} if selector else {})}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": body}


def ingress(service):
    """An Ingress that leads to a Service."""
    backend = {"service": {"name": service, "port": {"number": 80}}}
    paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"},
            "spec": {"rules": [{"http": {"paths": paths}}]}}  # fmt: skip


GRPC = {"readinessProbe": {"grpc": {"port": 9000}, "periodSeconds": 2}}
LIVE_EXEC = {"livenessProbe": {"exec": {"command": ["false"]}, "periodSeconds": 2,
                               "failureThreshold": 2}}  # fmt: skip
LIVE_TCP = {"livenessProbe": {"tcpSocket": {"port": 81}, "periodSeconds": 2,
                              "failureThreshold": 2}}  # fmt: skip
START_EXEC = {"startupProbe": {"exec": {"command": ["false"]}, "periodSeconds": 2,
                               "failureThreshold": 50}}  # fmt: skip
ASKS = {"resources": {"requests": {"cpu": "100m"}}}
SCALER = "horizontalpodautoscalers.autoscaling/default/web"
CRON = "cronjobs.batch/default/web"
IMAGE = f"{WEB}#/spec/containers/0/image"

MORE = {
    # no node
    "pending-node-name": ([pod(nodeName="nowhere"), 5], WEB),
    "pending-too-many-pods": ([pod({"resources": {"requests": {"ephemeral-storage": "900Gi"}}})],
                              WEB),
    "pending-preferred-taint": (["kubectl taint node k8snode1 a=b:NoSchedule",
                                 pod(nodeSelector={"kubernetes.io/hostname": "k8snode1"})], WEB),
    "pending-volume-node": ([disk(zone="far"), claim(storageClassName="disk"), 3,
                             volume(persistentVolumeClaim={"claimName": "data"}), 2], WEB),
    "pending-volume-wait": ([LATE, claim(storageClassName="late"), 2,
                             volume(persistentVolumeClaim={"claimName": "data"}), 2], WEB),
    # hooks, init containers, restarts
    "post-start-hook-failed": ([pod(hook("postStart", "false")), 15], WEB),
    "post-start-hook-error": ([pod(hook("postStart", "false")), 45], WEB),
    "pre-stop-hook-failed": ([pod({**busybox("trap '' TERM; while true; do sleep 1; done"),
                                   **hook("preStop", "false")}), 8,
                              "kubectl delete pod web --wait=false", 5], WEB),
    "pre-stop-hook": ([pod(hook("preStop", "sleep", "20")), 8,
                       "kubectl delete pod web --wait=false", 5], WEB),
    "init-crash-loop": ([pod(initContainers=[{"name": "i", **busybox("exit 1")}]), 60], WEB),
    "init-config-missing": ([pod(initContainers=[
        {"name": "i", "image": "busybox", "envFrom": [{"secretRef": {"name": "gone"}}]}]), 8],
        WEB),
    "sidecar-unready": ([pod(initContainers=[
        {"name": "s", "image": "nginx", "restartPolicy": "Always",
         "startupProbe": {"httpGet": {"path": "/no", "port": 80}, "failureThreshold": 99}}]), 12],
        WEB),
    "config-key-missing": (["kubectl create configmap cm --from-literal=a=b",
                            pod({"env": [{"name": "X", "valueFrom": {"configMapKeyRef": {
                                "name": "cm", "key": "nope"}}}]}), 8], WEB),
    # probes
    "readiness-early": ([pod(probe("readiness", initialDelaySeconds=90)), 12], WEB),
    "readiness-grpc": ([pod(GRPC), 12], WEB),
    "liveness-exec": ([pod(LIVE_EXEC), 14], WEB),
    "liveness-tcp": ([pod(LIVE_TCP), 14], WEB),
    "startup-exec": ([pod(START_EXEC), 12], WEB),
    # faults
    "registry-slow": ([("slow-registry", "50"), pod(), 5], WEB),
    "network-cut": ([pod(nodeName="k8snode1"), 8, ("cut-network", "k8snode1"), 60],
                    "nodes//k8snode1"),
    "disk-full": ([pod(nodeName="k8snode1"), 8, ("fill-disk", "k8snode1"), 60],
                  "nodes//k8snode1"),
    "fault-lifted": ([("stop-kubelet", "k8snode1"), 60, ("start-kubelet", "k8snode1"), 20],
                     "nodes//k8snode1"),
    "pod-on-silent-node": ([pod(nodeName="k8snode1"), 8, ("stop-kubelet", "k8snode1"), 400],
                           WEB),
    # who rules
    "budget-blocks": ([workload("Deployment"), 8, budget(minAvailable=2), 3,
                       "kubectl drain k8snode1 --ignore-daemonsets --timeout=5s"],
                      "poddisruptionbudgets.policy/default/web"),
    "budget-allows": ([workload("Deployment"), 8, budget(maxUnavailable=1), 3],
                      "poddisruptionbudgets.policy/default/web"),
    "quota-full": (["kubectl create quota q --hard=pods=1", 1, workload("Deployment"), 5],
                   "resourcequotas/default/q"),
    "autoscaled": ([workload("Deployment", 1, ASKS), 8,
                    "kubectl autoscale deployment web --cpu=50% --min=2 --max=4", 40],
                   SCALER),
    "autoscaled-deployment": ([workload("Deployment", 1, ASKS), 8,
                               "kubectl autoscale deployment web --cpu=50% --min=2 --max=4",
                               40], DEPLOYMENT),
    "autoscaler-blind": ([workload("Deployment", 1), 8,
                          "kubectl autoscale deployment web --cpu=50% --min=1 --max=4",
                          40], SCALER),
    "cron-ran": ([cron(), 70], CRON),
    "cron-suspended": ([cron(suspend=True), 70], CRON),
    "cron-never": ([cron("0 0 30 2 *"), 10], CRON),
    "cron-missed": ([cron(suspend=True, startingDeadlineSeconds=20), 100,
                     "kubectl patch cronjob web -p '{\"spec\":{\"suspend\":false}}'", 15], CRON),
    "cron-job": ([cron(), 70], "jobs.batch/default/web-*"),
    "policy-denies": ([pod(), 8, policy(policyTypes=["Ingress"])],
                      "networkpolicies.networking.k8s.io/default/web"),
    "policy-allows": ([pod(), 8, policy(ingress=[{"from": [{"podSelector": {}}]}])],
                      "networkpolicies.networking.k8s.io/default/web"),
    "ingress-backend": (["kubectl create service clusterip web --tcp=80", ingress("web"), 3],
                        "ingresses.networking.k8s.io/default/web"),
    "service-external": (["kubectl create service externalname web --external-name a.example"],
                         SERVICE),
    "service-no-selector": ([service(None)], SERVICE),
    "service-port-unknown": ([pod(), 8, service({"app": "web"}, targetPort="http")], SERVICE),
    "namespace-ending": (["kubectl create namespace n", "kubectl -n n create configmap held "
                          "--from-literal=a=b", "kubectl -n n patch configmap held -p "
                          "'{\"metadata\":{\"finalizers\":[\"a.b/c\"]}}'",
                          "kubectl delete namespace n --wait=false", 10], "namespaces//n"),
    "ingress-backend-missing": ([ingress("gone"), 3],
                                "ingresses.networking.k8s.io/default/web"),
    "claim-bound": ([disk(), claim(storageClassName="disk"), 5],
                    "persistentvolumeclaims/default/data"),
    "claim-waits-for-consumer": ([LATE, claim(storageClassName="late"), 5],
                                 "persistentvolumeclaims/default/data"),
    "volume": ([disk(), claim(storageClassName="disk"), 5], "persistentvolumes//disk"),
    "volume-released": ([disk(), claim(storageClassName="disk"), 5, "kubectl delete pvc data", 3],
                        "persistentvolumes//disk"),
    "volume-free": ([disk(), 3], "persistentvolumes//disk"),
    "slice": ([pod(), 8, "kubectl expose pod web --port=80", 2],
              "endpointslices.discovery.k8s.io/default/web-*"),
    # jobs and rollouts
    "job-deadline": ([job("sleep 100", activeDeadlineSeconds=5), 15], "jobs.batch/default/web"),
    "job-suspended": ([job("exit 0", suspend=True), 5], "jobs.batch/default/web"),
    "rollout-stuck": ([workload("Deployment"), 8,
                       "kubectl set image deployment web c=nginx:nosuchtag", 20], DEPLOYMENT),
    "rollout-paused": ([workload("Deployment"), 8, "kubectl rollout pause deployment web", 2],
                       DEPLOYMENT),
    "rollout-undone": ([workload("Deployment"), 8, "kubectl set image deployment web c=busybox",
                        5, "kubectl rollout undo deployment web", 10], DEPLOYMENT),
    # what is missing
    "no-replicaset": ([workload("Deployment"), 5], f"{DEPLOYMENT}!replicasets.apps"),
    "no-pods-for-quota": (["kubectl create quota q --hard=pods=0", 1, workload("Deployment"), 5],
                          "replicasets.apps/default/*!pods"),
    "no-next-ordinal": ([workload("StatefulSet", 2, probe("readiness")), 15],
                        "statefulsets.apps/default/web!pods"),
    "no-daemon-on-node": ([workload("DaemonSet"), 8], "daemonsets.apps/default/web!pods"),
    "no-pod-for-suspended-job": ([job("exit 0", suspend=True), 5],
                                 "jobs.batch/default/web!pods"),
    "no-endpoint-unready": ([pod(probe("readiness")), 8, "kubectl expose pod web --port=80", 2],
                            f"{SERVICE}!endpoints"),
    "no-endpoint-pending": ([pod({"resources": {"requests": {"cpu": "64"}}}), 3,
                             "kubectl expose pod web --port=80", 2], f"{SERVICE}!endpoints"),
    "no-endpoint-selector": (["kubectl create service clusterip web --tcp=80"],
                             f"{SERVICE}!endpoints"),
    "no-volume": ([claim(storageClassName="none"), 2],
                  "persistentvolumeclaims/default/data!persistentvolumes"),
    "no-job": ([cron(suspend=True), 5], f"{CRON}!jobs.batch"),
    # fields
    "field-image-set": ([workload("Deployment"), 8,
                         "kubectl set image deployment web c=nginx:1.27", 3],
                        f"{DEPLOYMENT}#/spec/template/spec/containers/0/image"),
    "field-from-start": ([ONE, 8], IMAGE),
    "field-defaulted": ([ONE, 8], f"{WEB}#/spec/terminationGracePeriodSeconds"),
    "field-bound": ([ONE, 8], f"{WEB}#/spec/nodeName"),
    "field-condition": ([pod(probe("readiness", "/")), 12,
                         ("fail-probe", "web", "c", "readiness"), 10],
                        f"{WEB}#/status/conditions/1"),
    "field-replicas-scaled": ([workload("Deployment"), 8, "kubectl scale deployment web "
                               "--replicas=3", 3], f"{DEPLOYMENT}#/spec/replicas"),
    "field-label": ([ONE, 5, "kubectl label pod web tier=front", 1],
                    f"{WEB}#/metadata/labels/tier"),
    "field-unset": ([ONE, 5], f"{WEB}#/spec/hostname"),
}  # fmt: skip
