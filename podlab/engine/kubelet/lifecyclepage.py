"""The page about Pod lifecycles, drawn from the tables that drive the kubelet.

Here: Markdown out of ``lifecycle``'s rows, printed by ``python -m
podlab.engine.kubelet.lifecyclepage`` (into docs/POD-LIFECYCLE.md).  Not here: the tables.
"""

from podlab.engine.kubelet.lifecycle import APP, INIT, SIDECAR, WORKER, Transition

TITLE = "# The lifecycle of a Pod on its node"
ABOUT = (
    "Drawn from the tables in `podlab/engine/kubelet/lifecycle.py`, which drive the simulated "
    "kubelet. In each\ntable the first row whose state and condition hold decides; it names what "
    "is done and the state that follows.\n`tests/golden/lifecycle` holds them against recorded "
    "lives of Pods (`tools/lifecycle_golden.py`)."
)
SECTIONS: tuple[tuple[str, str, tuple[Transition, ...]], ...] = (
    ("The Pod's worker", "One worker for each Pod carries out one sync at a time.", WORKER),
    ("App containers", "Each container in `spec.containers`, at each sync.", APP),
    ("Init containers", "In order; the next starts when the one before has succeeded.", INIT),
    (
        "Sidecars",
        "Init containers with `restartPolicy: Always`: the next starts when they have started.",
        SIDECAR,
    ),
)


def page() -> str:
    """The whole page."""
    parts = [TITLE, ABOUT]
    for title, about, table in SECTIONS:
        rows = "\n".join(_row(row) for row in table)
        head = "| state | condition | action | next state |\n|---|---|---|---|"
        parts.append(f"## {title}\n{about}\n\n{head}\n{rows}")
    return "\n\n".join(parts) + "\n"


def _row(row: Transition) -> str:
    condition = "otherwise" if row.condition == "always" else row.condition.replace("_", " ")
    return f"| {row.state} | {condition} | {row.action} | {row.next} |"


if __name__ == "__main__":
    print(page(), end="")
