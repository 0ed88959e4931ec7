"""Random manifests, in the proportions in which course material has kinds.  Not a test.

Names come from small sets, so that objects meet, replace and refer to each other.
"""

from tests.simulation.podspecs import pod_spec

NAMESPACES = ("default", "default", "default", "team")
WRONG = (None, "", [], {}, "x", 7, -1, 1.5, True, ["x"], {"a": "b"}, "99999999999", "-5", "100%")


def manifest(chance):
    """One object; about one of eight has a mistake in it."""
    weights = [weight for weight, _ in KINDS]
    make = chance.choices([make for _, make in KINDS], weights)[0]
    made = make(chance)
    made["metadata"].setdefault("name", f"w{chance.randrange(4)}")
    if made["kind"] not in ("StorageClass", "PersistentVolume", "PriorityClass"):
        made["metadata"]["namespace"] = chance.choice(NAMESPACES)
    return mistaken(chance, made) if chance.random() < 0.12 else made


def mistaken(chance, made):
    """The object with something wrong at a random place: a value, or a misspelt field."""
    places = [place for place in _places(made, ()) if len(place) > 1]
    return _changed(made, chance.choice(places), chance)


def _places(value, place):
    if place:
        yield place
    inner = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list):
        inner = enumerate(value)
    for key, item in inner:
        yield from _places(item, (*place, key))


def _changed(value, place, chance):
    copied = dict(value) if isinstance(value, dict) else list(value)
    if len(place) > 1:
        copied[place[0]] = _changed(value[place[0]], place[1:], chance)
    elif isinstance(copied, dict) and chance.random() < 0.3:
        copied[f"{place[0]}s"] = copied.pop(place[0])
    else:
        copied[place[0]] = chance.choice(WRONG)
    return copied


def labels(chance):
    """The labels of an application."""
    return {"app": f"w{chance.randrange(4)}"}


def _pod(chance):
    restarts = ("Always", "Always", "Always", "OnFailure", "Never")
    return _object("v1", "Pod", pod_spec(chance, restarts), labels=labels(chance))


def _object(version, kind, spec, **metadata):
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}


def template(chance, chosen, restarts=("Always",)):
    """A template of Pods that carries these labels."""
    return {"metadata": {"labels": chosen}, "spec": pod_spec(chance, restarts)}


def _selected(chance):
    """Selector and template that fit; the API refuses others."""
    chosen = labels(chance)
    return {"selector": {"matchLabels": chosen}, "template": template(chance, chosen)}


def _deployment(chance):
    spec = {"replicas": chance.randrange(5), **_selected(chance)}
    if chance.random() < 0.3:
        limits = {"maxSurge": chance.choice((0, 1, "25%")), "maxUnavailable": chance.choice((1, 2))}
        spec["strategy"] = chance.choice(
            ({"type": "Recreate"}, {"type": "RollingUpdate", "rollingUpdate": limits})
        )
    if chance.random() < 0.2:
        spec |= {"minReadySeconds": 3, "revisionHistoryLimit": chance.randrange(3)}
    return _object("apps/v1", "Deployment", spec)


def _replica_set(chance):
    return _object("apps/v1", "ReplicaSet", {"replicas": chance.randrange(4), **_selected(chance)})


def _replication_controller(chance):
    chosen = labels(chance)
    spec = {"replicas": chance.randrange(3), "selector": chosen}
    return _object("v1", "ReplicationController", {**spec, "template": template(chance, chosen)})


def _stateful_set(chance):
    spec = {"replicas": chance.randrange(4), "serviceName": "w0", **_selected(chance)}
    spec["podManagementPolicy"] = chance.choice(("OrderedReady", "Parallel"))
    if chance.random() < 0.4:
        claim = {"metadata": {"name": "www"}, "spec": _claim_spec(chance)}
        spec["volumeClaimTemplates"] = [claim]
    return _object("apps/v1", "StatefulSet", spec)


def _daemon_set(chance):
    return _object("apps/v1", "DaemonSet", _selected(chance))


def _job_spec(chance):
    spec = {"backoffLimit": chance.randrange(4), "template": template(
        chance, labels(chance), ("Never", "OnFailure"))}  # fmt: skip
    if chance.random() < 0.4:
        spec |= {"completions": chance.randint(1, 4), "parallelism": chance.randint(1, 3)}
    if chance.random() < 0.3:
        spec["ttlSecondsAfterFinished"] = chance.choice((0, 10))
    return spec


def _job(chance):
    return _object("batch/v1", "Job", _job_spec(chance))


def _cron_job(chance):
    spec = {"schedule": chance.choice(("* * * * *", "*/2 * * * *", "0 0 30 2 *")),
            "concurrencyPolicy": chance.choice(("Allow", "Forbid", "Replace")),
            "jobTemplate": {"spec": _job_spec(chance)}}  # fmt: skip
    return _object("batch/v1", "CronJob", spec)


def _service(chance):
    spec = {"selector": labels(chance), "ports": [{"port": 80}]}
    spec["type"] = chance.choice(("ClusterIP", "ClusterIP", "NodePort", "LoadBalancer"))
    if chance.random() < 0.15:
        spec = {"clusterIP": "None", "selector": labels(chance), "ports": [{"port": 80}]}
    return _object("v1", "Service", spec)


def _config_map(chance):
    made = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"k": str(chance.randrange(9))}}
    return {**made, "metadata": {"name": f"cm{chance.randrange(2)}"}}


def _secret(chance):
    made = {"apiVersion": "v1", "kind": "Secret", "stringData": {"k": str(chance.randrange(9))}}
    return {**made, "metadata": {"name": "s0"}}


def _claim_spec(chance):
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    if chance.random() < 0.5:
        spec["storageClassName"] = chance.choice(("", "none-such"))
    return spec


def _claim(chance):
    made = _object("v1", "PersistentVolumeClaim", _claim_spec(chance))
    made["metadata"]["name"] = f"pvc{chance.randrange(2)}"
    return made


def _volume(chance):
    spec = {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"],
            "persistentVolumeReclaimPolicy": chance.choice(("Retain", "Delete")),
            "hostPath": {"path": "/tmp"}}  # fmt: skip
    return _object("v1", "PersistentVolume", spec, name=f"pv{chance.randrange(2)}")


def _budget(chance):
    field = chance.choice(("minAvailable", "maxUnavailable"))
    spec = {field: chance.choice((0, 1, 2, "50%")), "selector": {"matchLabels": labels(chance)}}
    return _object("policy/v1", "PodDisruptionBudget", spec)


def _policy(chance):
    spec = {"podSelector": {"matchLabels": labels(chance)}, "policyTypes": ["Ingress"]}
    return _object("networking.k8s.io/v1", "NetworkPolicy", spec)


def _ingress(chance):
    backend = {"service": {"name": f"w{chance.randrange(4)}", "port": {"number": 80}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    rule = {"host": "shop.example.com", "http": {"paths": [path]}}
    return _object("networking.k8s.io/v1", "Ingress", {"rules": [rule]})


def _autoscaler(chance):
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": f"w{chance.randrange(4)}"}
    metric = {"type": "Resource", "resource": {
        "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 50}}}  # fmt: skip
    spec = {"scaleTargetRef": target, "minReplicas": 1, "maxReplicas": 4, "metrics": [metric]}
    return _object("autoscaling/v2", "HorizontalPodAutoscaler", spec)


def _quota(chance):
    return _object("v1", "ResourceQuota", {"hard": {"pods": str(chance.choice((2, 6, 20)))}})


KINDS = (
    (57, _pod), (43, _deployment), (30, _service), (12, _config_map), (9, _secret), (8, _claim),
    (5, _volume), (6, _replication_controller), (6, _policy), (6, _daemon_set), (6, _job),
    (5, _stateful_set), (5, _ingress), (3, _replica_set), (3, _cron_job), (5, _budget),
    (2, _autoscaler), (1, _quota),
)  # fmt: skip
"""Makers, with how often per mille or so the kind occurs."""
