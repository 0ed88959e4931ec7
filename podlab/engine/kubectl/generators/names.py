"""What all generators share: the one NAME argument, and metadata.

Here: names and namespaces.  Not here: any kind's content.
"""

from typing import Any

from podlab.engine.kubectl.context import Context


def one_name(c: Context) -> str:
    """The NAME of ``create KIND NAME [-- COMMAND]``.

    Raises:
        CommandError: there is not exactly one.
    """
    names = c.args if c.line.dash is None else c.args[: c.line.dash]
    takes_command = c.line.node.name in ("deployment", "job", "cronjob")
    if len(names) != 1 and not (takes_command and names):
        raise c.usage(f"exactly one NAME is required, got {len(names)}")
    return names[0]


def metadata(c: Context, name: str, labels: dict[str, str] | None = None) -> dict[str, Any]:
    """Name, the namespace if ``-n`` was given, labels."""
    found: dict[str, Any] = {"name": name}
    if c.enforce_namespace:
        found["namespace"] = c.namespace
    if labels:
        found["labels"] = labels
    return found


def cluster_metadata(name: str) -> dict[str, Any]:
    """Metadata of a kind without namespaces."""
    return {"name": name}
