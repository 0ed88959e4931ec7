"""``python -m benchmarks NAME [NAME …]``: runs benchmarks and prints their figures."""

import importlib
import sys

NAMES = ("engine", "open", "echo", "memory", "cluster", "rewind", "checks", "class")
MODULES = {"class": "classroom"}
"""Where a benchmark's name cannot be its module's."""


def main() -> int:
    """Run what the command line names."""
    names = sys.argv[1:]
    if not names or any(name not in NAMES for name in names):
        print(f"usage: python -m benchmarks {'|'.join(NAMES)} …")
        return 2
    for name in names:
        print(f"--- {name}")
        importlib.import_module(f"benchmarks.{MODULES.get(name, name)}").run()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
