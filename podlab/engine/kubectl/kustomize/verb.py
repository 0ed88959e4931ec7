"""``kubectl kustomize``: print what a kustomization makes.  Not here: making it (``build``)."""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.kustomize.build import build
from podlab.engine.machine.program import Step
from podlab.engine.objects import yaml

OPTIONS = ("enable-helm", "enable-alpha-plugins", "mount", "network", "env", "output")


def run(c: Context) -> Step:
    """The verb."""
    if len(c.args) > 1:
        raise CommandError("specify one path to kustomization.yaml")
    for name in OPTIONS:
        if c.given(name):
            raise CommandError(f"not simulated: kustomize --{name}")
    objects = build(c, c.args[0] if c.args else ".")
    c.out("---\n".join(yaml.dump(_sorted(obj)) for obj in objects))
    return 0


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
