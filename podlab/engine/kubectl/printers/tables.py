"""Tables of ``kubectl get``: the API server's rows with the columns that flags add.

Here: which columns are shown, prefixes, labels, widths.  Not here: what stands in the cells (the
API server's ``table``).
"""

from dataclasses import dataclass
from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.info import Info


@dataclass(slots=True, frozen=True)
class Look:
    """What flags ask of a table."""

    wide: bool = False
    headers: bool = True
    namespaces: bool = False
    kinds: bool = False
    labels: bool = False
    label_columns: tuple[str, ...] = ()


def look_of(c: Context, wide: bool) -> Look:
    """The look that the command line asks for."""
    return Look(
        wide=wide,
        headers=not c.flag("no-headers"),
        namespaces=c.all_namespaces,
        kinds=bool(c.flag("show-kind")),
        labels=bool(c.flag("show-labels")),
        label_columns=tuple(c.flag("label-columns") or ()),
    )


def cell_text(value: Any) -> str:
    """A cell as kubectl prints it: the first line, control characters made visible."""
    if value is None:
        return "<none>"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    for end in ("\n", "\r", "\f"):
        head, found, _ = text.partition(end)
        text = f"{head}..." if found else head
    return text.replace("\x1b", "^[").replace("\t", " ") if not text.isprintable() else text


def _chosen(definitions: list[dict[str, Any]], look: Look) -> list[int]:
    return [
        place for place, row in enumerate(definitions) if look.wide or not row.get("priority", 0)
    ]


def _header(definitions: list[dict[str, Any]], chosen: list[int], look: Look) -> list[str]:
    cells = [str(definitions[place]["name"]).upper() for place in chosen]
    if look.namespaces:
        cells.insert(0, "NAMESPACE")
    for label in look.label_columns:
        cells.append(label.rpartition("/")[2].upper())
    return [*cells, "LABELS"] if look.labels else cells


def _row(info: Info, cells: list[Any], chosen: list[int], look: Look) -> list[str]:
    texts = [cell_text(cells[place]) if place < len(cells) else "" for place in chosen]
    if look.kinds and texts:
        texts[0] = f"{info.singular}/{texts[0]}"
    if look.namespaces:
        texts.insert(0, info.namespace)
    labels = info.content["metadata"].get("labels") or {}
    texts += [labels.get(label, "") for label in look.label_columns]
    if look.labels:
        pairs = ",".join(f"{key}={labels[key]}" for key in sorted(labels))
        texts.append(pairs or "<none>")
    return texts


def print_table(c: Context, infos: list[Info], look: Look, widths: list[int] | None = None) -> str:
    """One kind's objects as rows; ``widths`` keeps the columns of rows that come later."""
    table = c.kube.table(infos[0].resource, [info.content for info in infos])
    definitions = table["columnDefinitions"]
    chosen = _chosen(definitions, look)
    rows = [
        _row(info, row["cells"], chosen, look)
        for info, row in zip(infos, table["rows"], strict=True)
    ]
    if look.headers:
        rows.insert(0, _header(definitions, chosen, look))
    return tabwriter.rows(rows, known=widths)
