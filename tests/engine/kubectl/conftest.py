"""A kubectl with a small cluster, for each test."""

import pytest

from tests.engine.kubectl.fakes import Kubectl
from tests.engine.kubectl.terminal import Terminal


@pytest.fixture
def kubectl():
    return Kubectl()


def pod(name, **more):
    """A Pod as the API has it."""
    metadata = {"name": name, "namespace": "default", "creationTimestamp": "2026-11-23T17:42:30Z"}
    return {
        "apiVersion": "v1", "kind": "Pod",
        "metadata": {**metadata, **more.get("metadata", {})},
        "spec": {"containers": [{"name": "c", "image": "nginx"}], **more.get("spec", {})},
        "status": {"phase": "Running", **more.get("status", {})},
    }  # fmt: skip


def deployment(name, **spec):
    """A Deployment as the API has it."""
    template = {"metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "nginx", "image": "nginx:1.25"}]}}  # fmt: skip
    return {
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "default", "generation": 1,
                     "labels": {"app": name}},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": name}}, "template": template,
                 **spec},
        "status": {"observedGeneration": 1, "replicas": 2, "updatedReplicas": 2,
                   "availableReplicas": 1},
    }  # fmt: skip


@pytest.fixture
def terminal():
    return Terminal()
