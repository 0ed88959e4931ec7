"""Generate ``podlab/engine/bootstrap_roles.json``: the roles and bindings of a fresh control plane.

usage: python tools/bootstrap_roles.py LIST.json…

Each LIST.json is what ``kubectl get clusterroles | clusterrolebindings | roles | rolebindings -A
-o json`` of a fresh Kubernetes 1.37.1 answers.  Only objects that the API server itself made (label
``kubernetes.io/bootstrapping``) are kept, without what differs between clusters.  Run by hand when
the simulated version changes; nothing of the product imports it.
"""

import json
import sys
from pathlib import Path
from typing import Any

OUTPUT = Path(__file__).parent.parent / "podlab/engine/bootstrap_roles.json"
LABEL = "kubernetes.io/bootstrapping"
KEPT = ("name", "namespace", "labels", "annotations")


def row(obj: dict[str, Any]) -> dict[str, Any]:
    """One object as the product creates it."""
    metadata = {key: obj["metadata"][key] for key in KEPT if key in obj["metadata"]}
    return {**obj, "metadata": metadata}


def main(paths: list[str]) -> None:
    """Write the file."""
    rows = [
        row(item)
        for path in paths
        for item in json.loads(Path(path).read_text())["items"]
        if LABEL in item["metadata"].get("labels", {})
    ]
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in rows)
    OUTPUT.write_text(f"[\n{lines}\n]\n")


if __name__ == "__main__":
    main(sys.argv[1:])
