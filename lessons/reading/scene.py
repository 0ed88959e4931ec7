"""The scene of a lesson: its cluster's specification, and what makes a new cluster its start state.

Here: ``cluster:`` and ``faults:`` of ``lesson.yaml``, ``start.yaml`` (applied), ``start.sh`` (run).
Not here: carrying that out (``lessons.page``, ``lessons.authoring.rehearsal``).
"""

from collections.abc import Sequence
from typing import Any

from lessons.files.rows import Row, plain
from lessons.mistakes import Mistakes, Spot
from lessons.reading.scripts import check_fault, check_shell
from lessons.reading.steps import Check, Step
from podlab.engine.objects import yaml
from podlab.engine.objects.kinds import KindTable
from podlab.engine.spec import BadSpec, default_spec, parse_spec

MANIFEST, SCRIPT = "start.yaml", "start.sh"
SETTINGS: dict[str, type] = {
    "dns": dict,
    "imageSizes": dict,
    "ingressController": bool,
    "kubeconfig": dict,
    "loadBalancer": dict,
    "machine": str,
    "metricsServer": dict,
    "mostObjects": int,
    "nodes": list,
    "podCIDR": str,
    "prePulled": bool,
    "registry": dict,
    "serviceCIDR": str,
    "storageClasses": list,
    "version": str,
}
"""What a lesson may change of its cluster."""


def read_spec(row: Row, mistakes: Mistakes) -> dict[str, Any]:
    """The specification of the lesson's cluster."""
    changes = row.row("cluster", needed=False)
    if changes is None:
        return default_spec()
    for name, type_ in SETTINGS.items():
        changes.get(name, type_, needed=False)
    before = len(mistakes.found)
    changes.done()
    spec = {**default_spec(), **plain(changes.fields)}
    if len(mistakes.found) == before:
        try:
            parse_spec(spec)
        except (BadSpec, KeyError, TypeError, ValueError, AttributeError) as error:
            row.wrong("bad-cluster", "cluster", why=str(error))
    return spec


def read_faults(row: Row, mistakes: Mistakes) -> list[dict[str, Any]]:
    """The faults of the start state, as commands."""
    commands = []
    for value in row.get("faults", list, needed=False) or ():
        if not isinstance(value.data, str):
            mistakes.add(value.place, "wrong-type", path=value.path, wanted="text",
                         actual=str(plain(value)))  # fmt: skip
            continue
        check_fault(value.data, value.place, mistakes)
        commands.append({"do": "fault", "fault": value.data.split()})
    return commands


def read_start(files: dict[str, str], mistakes: Mistakes) -> list[dict[str, Any]]:
    """The commands that ``start.yaml`` and ``start.sh`` mean."""
    commands: list[dict[str, Any]] = []
    if MANIFEST in files:
        check_manifest(MANIFEST, files[MANIFEST], mistakes)
        argv = ["kubectl", "apply", "-f", "-"]
        commands.append({"do": "run", "argv": argv, "stdin": files[MANIFEST]})
    if SCRIPT in files:
        check_shell(files[SCRIPT], Spot(SCRIPT), mistakes)
        commands.append({"do": "run", "argv": ["bash", "-c", files[SCRIPT]]})
    return commands


def check_manifest(file: str, text: str, mistakes: Mistakes, line: int = 0) -> None:
    """Note what is no manifest; whether the API server takes it is seen by playing the lesson.
    ``line`` is where the text stands in its file."""
    documents = check_yaml(file, text, mistakes, line)
    kinds, own = KindTable(), _custom_kinds(documents)
    for start, document in documents:
        spot = Spot(file, line + start + 1)
        if not isinstance(document, dict) or not document.get("kind"):
            mistakes.add(spot, "no-manifest")
            continue
        version, kind = str(document.get("apiVersion")), str(document["kind"])
        if kinds.by_kind(version, kind) is None and kind not in own and kind != "List":
            mistakes.add(spot, "unknown-kind", kind=kind, version=version)


def check_yaml(file: str, text: str, mistakes: Mistakes, line: int = 0) -> list[tuple[int, Any]]:
    """The documents of a YAML text with their lines; none, and a mistake, if it is no YAML."""
    try:
        return yaml.load_documents(text, strict=True)
    except yaml.YamlError as error:
        mistakes.add(Spot(file, line + max(error.line, 1)), "bad-yaml", why=error.message)
        return []


def _custom_kinds(documents: list[tuple[int, Any]]) -> set[str]:
    """The kinds that definitions in the same manifest bring along."""
    found = set()
    for _, document in documents:
        if isinstance(document, dict) and document.get("kind") == "CustomResourceDefinition":
            spec = document.get("spec")
            names = spec.get("names") if isinstance(spec, dict) else None
            found.add(str(names.get("kind")) if isinstance(names, dict) else "")
    return found


def check_nodes(steps: Sequence[Step], spec: dict[str, Any], mistakes: Mistakes) -> None:
    """Note nodes and machines in checks that the lesson's cluster has not."""
    nodes = spec.get("nodes")
    known = [str(row.get("name")) for row in nodes if isinstance(row, dict)] if nodes else []
    machines = [*known, str(spec.get("machine") or "")]
    for step in steps:
        for check in (*step.checks, *step.watched):
            given = [*_list(check, "nodes"), *_list(check, "not_on")]
            wrong = [name for name in given if name not in known]
            wrong += [name for name in _list(check, "machine") if name not in machines]
            for name in wrong:
                mistakes.add(check.spot, "unknown-node", name=name, known=", ".join(known))


def _list(check: Check, name: str) -> list[str]:
    found = check.arguments.get(name, [])
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]
