"""``kubectl create KIND …``: objects made out of flags.

Here: the list.  Not here: creating them (``create``).
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.generators import (
    access,
    cluster,
    configuration,
    networking,
    workloads,
)

Generator = Callable[[Context, str], dict[str, Any]]

GENERATORS: dict[str, Generator] = {
    "clusterrole": access.clusterrole,
    "clusterrolebinding": access.clusterrolebinding,
    "configmap": configuration.configmap,
    "cronjob": workloads.cronjob,
    "deployment": workloads.deployment,
    "ingress": networking.ingress,
    "job": workloads.job,
    "namespace": cluster.namespace,
    "poddisruptionbudget": cluster.poddisruptionbudget,
    "priorityclass": cluster.priorityclass,
    "quota": cluster.quota,
    "role": access.role,
    "rolebinding": access.rolebinding,
    "secret docker-registry": configuration.docker_registry,
    "secret generic": configuration.generic,
    "secret tls": configuration.tls,
    "service clusterip": networking.clusterip,
    "service externalname": networking.externalname,
    "service loadbalancer": networking.loadbalancer,
    "service nodeport": networking.nodeport,
    "serviceaccount": cluster.serviceaccount,
}

REFUSALS = {
    "configmap": "failed to create configmap: ", "cronjob": "failed to create cronjob: ",
    "deployment": "failed to create deployment: ", "ingress": "failed to create ingress: ",
    "job": "failed to create job: ",
    "poddisruptionbudget": "failed to create poddisruptionbudgets: ",
    "priorityclass": "failed to create priorityclass: ", "quota": "failed to create quota: ",
    "rolebinding": "failed to create rolebinding: ",
    "clusterrolebinding": "failed to create clusterrolebinding: ",
    "secret docker-registry": "failed to create secret ",
    "secret generic": "failed to create secret ", "secret tls": "failed to create secret ",
    "service clusterip": "failed to create ClusterIP service: ",
    "service externalname": "failed to create ExternalName service: ",
    "service loadbalancer": "failed to create LoadBalancer service: ",
    "service nodeport": "failed to create NodePort service: ",
    "serviceaccount": "failed to create serviceaccount: ",
}  # fmt: skip
"""What kubectl says before the server's message, where its words are not ``Error from server``."""
