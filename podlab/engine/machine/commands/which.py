"""which: where a program is."""

from podlab.engine.machine.program import Proc, Step, SystemCallError
from podlab.engine.machine.userland.flavour import is_busybox


def main(p: Proc) -> Step:
    """which [-a] name…"""
    status = 0
    for name in [word for word in p.argv[1:] if not word.startswith("-")]:
        found = _find(p, name)
        if found:
            p.write(1, found + "\n")
            continue
        status = 1
        if not is_busybox(p) and "/" not in name and "-q" in p.argv:
            p.write(2, f"which: no {name} in ({p.env.get('PATH', '')})\n")
    return status


def _find(p: Proc, name: str) -> str:
    candidates = (
        [name]
        if "/" in name
        else [
            f"{folder or '.'}/{name}"
            for folder in p.env.get("PATH", "/usr/bin:/bin").split(":")[:100]
        ]
    )
    for path in candidates:
        try:
            stat = p.files.stat(path)
        except SystemCallError:
            continue
        if stat.type == "file" and stat.mode & 0o111:
            return path
    return ""
