"""Short ways to try a manifest: decoded and defaulted as the API server does, then validated."""

from typing import Any

import yaml as pyyaml

from podlab.engine.objects import schema
from podlab.engine.objects.defaults import apply_defaults
from podlab.engine.objects.kinds import Kind, KindTable
from podlab.engine.objects.validation import validate_create, validate_update

Object = dict[str, Any]


def kind_of(word: str) -> Kind:
    """A kind by what a user types."""
    found = KindTable().find(word)
    assert found is not None
    return found


def defaulted(word: str, manifest: Object) -> Object:
    """A manifest as the API server keeps it."""
    kind = kind_of(word)
    head = {"apiVersion": kind.api_version, "kind": kind.kind}
    named = {**head, "metadata": {"name": "x"}, **manifest}
    decoded, strict = schema.decode(kind, named)
    assert strict == []
    return apply_defaults(kind, decoded)


def refusals(word: str, manifest: Object) -> list[str]:
    """What validation says against a new object."""
    return [str(error) for error in validate_create(kind_of(word), defaulted(word, manifest))]


def update_refusals(word: str, old: Object, new: Object) -> list[str]:
    """What validation says against a change."""
    kind = kind_of(word)
    errors = validate_update(kind, defaulted(word, new), defaulted(word, old))
    return [str(error) for error in errors]


def read(text: str) -> Object:
    """A manifest out of YAML."""
    loaded: Object = pyyaml.safe_load(text)
    return loaded


def pod(**container: Any) -> Object:
    """A Pod with one container."""
    return {"spec": {"containers": [{"name": "c", "image": "nginx", **container}]}}


def workload(**spec: Any) -> Object:
    """A workload whose selector and template fit."""
    template = {"metadata": {"labels": {"app": "a"}}, **pod()}
    return {"spec": {"selector": {"matchLabels": {"app": "a"}}, "template": template, **spec}}
