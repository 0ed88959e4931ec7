"""The programs of the simulated machine, one line each: name of the executable → its main.

Not here: kubectl (``engine.kubectl``), the programs of images (``machine.images``).
"""

from podlab.engine.machine.program import Main
from podlab.engine.machine.shell.interpreter import main as shell_main

PROGRAMS: dict[str, Main] = {
    "bash": shell_main,
    "sh": shell_main,
}
