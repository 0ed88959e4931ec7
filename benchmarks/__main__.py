"""``python -m benchmarks NAME [NAME …]``: runs benchmarks and prints their figures.

``coverage`` may be followed by the folder of a corpus.
"""

import importlib
import os
import sys
from pathlib import Path

NAMES = (
    "engine", "open", "echo", "memory", "cluster", "rewind", "checks", "class", "coverage",
)  # fmt: skip
MODULES = {"class": "classroom"}
"""Where a benchmark's name cannot be its module's."""


def main() -> int:
    """Run what the command line names."""
    names = sys.argv[1:]
    if names[:1] == ["coverage"] and len(names) == 2 and Path(names[1]).is_dir():
        os.environ["PODLAB_CORPUS"] = names.pop()
    if not names or any(name not in NAMES for name in names):
        print(f"usage: python -m benchmarks {'|'.join(NAMES)} …")
        return 2
    for name in names:
        print(f"--- {name}")
        importlib.import_module(f"benchmarks.{MODULES.get(name, name)}").run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
