"""Generates ``static/src/net/dashboard.ts`` from ``classroom.protocol``.

Usage: ``python -m podlab.classroom.typescript`` writes the file, with ``--check`` only compares.
"""

from podlab.classroom import protocol, shapes
from podlab.workbench.typescript import NET, run, spell_messages

TARGET = NET / "dashboard.ts"


def generate() -> str:
    """The TypeScript text of the dashboard's messages."""
    return spell_messages("podlab/classroom/protocol.py", shapes, protocol)


if __name__ == "__main__":
    raise SystemExit(run(TARGET, generate()))
