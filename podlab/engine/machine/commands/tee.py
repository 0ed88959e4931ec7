"""tee: standard input to files and standard output."""

from podlab.engine.machine.program import YIELD, Proc, Step, SystemCallError, readable, writable
from podlab.engine.machine.userland.options import getopt


def main(p: Proc) -> Step:
    """tee [-a] file…"""
    options = getopt(p, "ai", {"append": "a"}, usage="[-ai] [FILE]...")
    memory = p.memory
    if "fds" not in memory:
        memory["fds"], memory["status"] = [], 0
        for path in options.args:
            try:
                memory["fds"].append(p.open(path, "a" if options.has("a") else "w"))
            except SystemCallError as failure:
                p.write(2, f"tee: {path}: {failure}\n")
                memory["status"] = 1
    for _ in range(64):
        data = p.read(0)
        if data is None:
            return readable(0)
        if not data:
            return int(memory["status"])
        for fd in memory["fds"]:
            p.write(fd, data)
        if p.write(1, data) > 65_536:
            return writable(1)
    return YIELD
