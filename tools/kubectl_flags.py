"""Writes ``podlab/engine/kubectl/cli/flags.json``: the commands of a real kubectl, their flags'
names, shorthands, types and defaults, and their usage lines, as its own ``--help`` tells them.

usage: python tools/kubectl_flags.py /path/to/kubectl-1.37.1
Not here: any prose of the help texts.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "podlab/engine/kubectl/cli/flags.json"
FLAG = re.compile(r"^    (?:-(\w), )?--([\w-]+)=(.*):$")
ARRAYS = {
    "from-literal", "env", "as-group", "as-user-extra", "rule", "annotation", "user", "group",
    "serviceaccount", "prune-allowlist", "local", "exec-arg", "audience", "attribute",
}  # fmt: skip
"""Lists that are not split at commas (pflag's StringArray); all others are."""
OPTIONAL = {
    "dry-run": "unchanged",
    "validate": "strict",
    "cascade": "background",
}
"""Values of string flags that stand without one (pflag's NoOptDefVal)."""


def help_of(kubectl: str, words: list[str]) -> str:
    """What ``kubectl WORDS --help`` prints."""
    done = subprocess.run([kubectl, *words, "--help"], capture_output=True, text=True, check=False)
    return done.stdout


def flag_row(short: str, name: str, default: str) -> list[str]:
    """[name, shorthand, type, default, value if none is given]."""
    if default in ("true", "false"):
        return [name, short, "bool", default, "true"]
    if default.startswith("["):
        return [name, short, "array" if name in ARRAYS else "slice", default[1:-1], ""]
    if default.startswith("'"):
        return [name, short, "string", default[1:-1], OPTIONAL.get(name, "")]
    kind = "duration" if re.search(r"\d[smh]", default) else "int" if default.isdigit() else "int"
    if re.fullmatch(r"-?\d+", default):
        kind = "int"
    elif kind != "duration":
        kind = "string"
    return [name, short, kind, default, ""]


def sections(text: str) -> dict[str, list[str]]:
    """Lines by the heading above them."""
    found: dict[str, list[str]] = {"": []}
    heading = ""
    for line in text.split("\n"):
        if line and not line.startswith(" ") and line.endswith(":"):
            heading = line[:-1]
            found[heading] = []
        else:
            found[heading].append(line)
    return found


def command(kubectl: str, words: list[str]) -> dict[str, Any]:
    """One command's facts and those of its subcommands."""
    parts = sections(help_of(kubectl, words))
    flags = [FLAG.match(line) for line in parts.get("Options", [])]
    rows = [flag_row(m.group(1) or "", m.group(2), m.group(3)) for m in flags if m]
    usage = next((line.strip() for line in parts.get("Usage", []) if line.strip()), "")
    found: dict[str, Any] = {"use": usage, "flags": rows}
    names = []
    for heading, lines in parts.items():
        if "ommands" in heading:
            names += [line.split()[0] for line in lines if re.match(r"^  [\w-]+ ", line)]
    if names:
        found["commands"] = {name: command(kubectl, [*words, name]) for name in names}
    return found


def main() -> None:
    """Ask and write."""
    kubectl = sys.argv[1]
    options = subprocess.run([kubectl, "options"], capture_output=True, text=True, check=True)
    matches = [FLAG.match(line) for line in options.stdout.split("\n")]
    tree = command(kubectl, [])
    tree["flags"] = [flag_row(m.group(1) or "", m.group(2), m.group(3)) for m in matches if m]
    TARGET.write_text(
        json.dumps(tree, separators=(",", ":")).replace('"commands":', '\n"commands":') + "\n"
    )


if __name__ == "__main__":
    main()
