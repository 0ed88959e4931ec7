"""Who may import whom: import-linter reads ``.importlinter``."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.source import ROOT


def test_the_layers_hold():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_every_room_of_the_engine_has_its_place_in_the_layers():
    text = (ROOT / ".importlinter").read_text()
    engine = ROOT / "podlab" / "engine"
    rooms = {
        path.stem
        for path in engine.iterdir()
        if path.stem != "__init__" and (path.suffix == ".py" or (path / "__init__.py").exists())
    }
    placed = {word for line in text.splitlines() for word in line.replace("|", " ").split()}
    assert rooms <= placed
