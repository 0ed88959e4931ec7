"""Addons: what is installed in a cluster beside the control plane, as manifests.

Each is a file of YAML documents in this folder, applied when the cluster's spec asks for it.  Not
here: what the addons' programs do (``machine.images``, ``network.ingress``).
"""

from functools import cache
from pathlib import Path
from typing import Any

from podlab.engine.client.client import Client
from podlab.engine.objects import yaml
from podlab.engine.objects.kinds import KindTable

Object = dict[str, Any]

INGRESS = "ingress-nginx"


def install(client: Client, kinds: KindTable, name: str) -> None:
    """Create the objects of an addon."""
    for obj in _objects(name):
        kind = kinds.by_kind(obj["apiVersion"], obj["kind"])
        if kind is not None:
            client.create(kind.resource, obj["metadata"].get("namespace", ""), obj)


@cache
def _objects(name: str) -> tuple[Object, ...]:
    text = (Path(__file__).parent / f"{name}.yaml").read_text("utf-8")
    return tuple(yaml.load_all(text))
