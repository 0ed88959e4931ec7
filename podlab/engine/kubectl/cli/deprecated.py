"""Flags that kubectl takes and no longer shows: each works and is warned of.

Here: which commands have them, and kubectl's words of the warning.  Not here: what they do
(``recording``, ``autoscale``), or flags that ``--help`` lists (``flags.json``).
"""

RECORD = "--record will be removed in the future"
CPU_PERCENT = (
    "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or "
    "'500m' for milliCPU)."
)
IGNORED = "it is ignored by kubectl run and will be removed in a future release"
RECORDING = frozenset((
    "annotate", "apply", "apply edit-last-applied", "autoscale", "create", "edit", "expose",
    "label", "patch", "replace", "run", "scale", "set image", "set resources", "set selector",
    "set serviceaccount",
))  # fmt: skip

Row = tuple[str, str, str, str, str]
"""As in ``flags.json``: name, shorthand, type, default, value if none is given."""


def rows(path: str) -> list[Row]:
    """The hidden flags of a command."""
    found: list[Row] = []
    if path in RECORDING:
        found.append(("record", "", "bool", "false", "true"))
    if path == "autoscale":
        found.append(("cpu-percent", "", "int", "-1", ""))
    if path == "run":
        found.append(("filename", "f", "slice", "", ""))
    return found


def warnings(path: str, name: str, *, short: bool) -> list[str]:
    """What is said when a flag is given; nothing for most."""
    if name == "record" and path in RECORDING:
        return [f"Flag --record has been deprecated, {RECORD}"]
    if name == "cpu-percent" and path == "autoscale":
        return [f"Flag --cpu-percent has been deprecated, {CPU_PERCENT}"]
    if name == "filename" and path == "run":
        first = [f"Flag shorthand -f has been deprecated, {IGNORED}"] if short else []
        return [*first, f"Flag --filename has been deprecated, {IGNORED}"]
    return []
