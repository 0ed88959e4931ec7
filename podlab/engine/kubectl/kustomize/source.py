"""Files of a kustomization: its folders and what they hold.

Here: paths, kustomize's words for what is missing, and the kustomization file itself with its
known fields.  Not here: what the fields do.
"""

import posixpath
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.machine.program import SystemCallError
from podlab.engine.objects import yaml

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
FIELDS = {
    "apiVersion", "kind", "metadata", "resources", "bases", "namePrefix", "nameSuffix", "namespace",
    "commonLabels", "commonAnnotations", "labels", "images", "replicas", "configMapGenerator",
    "secretGenerator", "generatorOptions", "patches", "patchesStrategicMerge",
    "patchesJson6902", "buildMetadata", "sortOptions",
}  # fmt: skip
UNSIMULATED = {
    "components", "configurations", "crds", "generators", "helmCharts",
    "helmChartInflationGenerator", "helmGlobals", "openapi", "replacements", "transformers",
    "validators", "vars",
}  # fmt: skip
DEPRECATED = {
    "bases": "resources", "commonLabels": "labels", "patchesJson6902": "patches",
    "patchesStrategicMerge": "patches",
}  # fmt: skip


def absolute(c: Context, path: str) -> str:
    """A path from the root."""
    return posixpath.normpath(posixpath.join(c.p.cwd, path))


def missing(path: str, shown: str) -> str:
    """What kustomize says of a path that leads nowhere."""
    return f"evalsymlink failure on '{shown}' : lstat {path}: no such file or directory"


def read(c: Context, path: str) -> str:
    """A file's text.

    Raises:
        CommandError: it cannot be read.
    """
    try:
        return c.p.files.read(path).decode(errors="replace")
    except SystemCallError:
        raise CommandError(missing(path, path)) from None


def kustomization(c: Context, folder: str) -> dict[str, Any]:
    """The kustomization of a folder, checked.

    Raises:
        CommandError: there is none, it is no kustomization, or it asks for what is not simulated.
    """
    found = [name for name in NAMES if c.p.files.exists(f"{folder}/{name}")]
    if not found:
        raise CommandError(
            "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' "
            f"in directory '{folder}'"
        )
    if len(found) > 1:
        raise CommandError(f"Found multiple kustomization files under: {folder}")
    text = read(c, f"{folder}/{found[0]}")
    if not text.strip():
        raise CommandError("kustomization.yaml is empty")
    try:
        value = yaml.load(text)
    except yaml.YamlError as error:
        words = str(error).removeprefix("error converting YAML to JSON: ")
        raise CommandError(f"invalid Kustomization: {words}") from None
    if not isinstance(value, dict):
        raise CommandError("kustomization.yaml is empty")
    _check(value)
    for name, instead in DEPRECATED.items():
        if value.get(name):
            c.err(
                f"# Warning: '{name}' is deprecated. Please use '{instead}' instead. Run "
                "'kustomize edit fix' to update your Kustomization automatically.\n"
            )
    return value


def _check(value: dict[str, Any]) -> None:
    for name in value:
        if name in UNSIMULATED and value[name]:
            raise CommandError(f"not simulated: {name} in a kustomization")
        if name not in FIELDS | UNSIMULATED:
            raise CommandError(f'invalid Kustomization: json: unknown field "{name}"')
    lists = FIELDS - {
        "apiVersion", "kind", "metadata", "namePrefix", "nameSuffix", "namespace", "commonLabels",
        "commonAnnotations", "generatorOptions", "sortOptions",
    }  # fmt: skip
    for name in sorted(lists & value.keys()):
        if value[name] is not None and not isinstance(value[name], list):
            raise CommandError(
                f"invalid Kustomization: json: cannot unmarshal into Go struct field "
                f"Kustomization.{name}"
            )
