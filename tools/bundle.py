"""Makes one archive that installs and runs PodLab on a machine without any network.

usage: python tools/bundle.py [--out FOLDER] [--python 3.11 …] [--machine x86_64 …]
In it: the server's files, the built front end, a wheel of every requirement for each asked Python
and machine, and ``start.py``, which installs from those wheels and runs the server.
Needs the package index that pip is configured for (PIP_INDEX_URL names a mirror), and
``static/dist`` (``make front``).  Not here: what the receiving machine does (``tools/start.py``).
"""

import argparse
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTENTS = [
    "README.md", "CHANGELOG.md", "requirements.txt", "constraints.txt", "pyproject.toml",
    "manage.py", "podlab", "lessons", "templates", "locale", "docs", "static/dist",
]  # fmt: skip
PYTHONS = ["3.11", "3.12", "3.13"]
MACHINES = ["x86_64"]
GLIBC = ["2_34", "2_28", "2_24", "2_17", "2_12", "2_5"]
"""The C libraries of Linux distributions that wheels name, newest first (PEP 600)."""


def main() -> int:
    """Write the archive; print where it is and how large."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build")
    parser.add_argument("--python", action="append", metavar="3.N", help=f"default {PYTHONS}")
    parser.add_argument("--machine", action="append", help=f"default {MACHINES}")
    asked = parser.parse_args()
    if not (ROOT / "static/dist/app.js").exists():
        print("static/dist is not built: run `make front` first", file=sys.stderr)
        return 1
    name = f"podlab-{version()}"
    asked.out.mkdir(parents=True, exist_ok=True)
    archive = asked.out / f"{name}.tar.gz"
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder)
        for python in asked.python or PYTHONS:
            for machine in asked.machine or MACHINES:
                download(wheels, python, machine)
        write(archive, name, wheels)
    print(f"{archive} ({archive.stat().st_size / 1e6:.1f} MB)")
    return 0


def version() -> str:
    """The project's version, from pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def download(wheels: Path, python: str, machine: str) -> None:
    """Every requirement's wheel for a Python and a Linux machine, and pip's own."""
    platforms = [f"--platform=manylinux_{glibc}_{machine}" for glibc in GLIBC]
    platforms += [f"--platform=manylinux2014_{machine}", f"--platform=manylinux1_{machine}"]
    subprocess.run(
        [
            sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check",
            "--only-binary=:all:", f"--python-version={python}", *platforms,
            "--dest", str(wheels), "-r", str(ROOT / "requirements.txt"), "pip",
        ],
        check=True,
    )  # fmt: skip


def write(archive: Path, name: str, wheels: Path) -> None:
    """Pack the server, what was built for it, the wheels and ``start.py``."""
    with tarfile.open(archive, "w:gz", compresslevel=6) as tar:
        for path in packed():
            tar.add(path, f"{name}/{path.relative_to(ROOT).as_posix()}", filter=plain)
        for wheel in sorted(wheels.iterdir()):
            tar.add(wheel, f"{name}/wheels/{wheel.name}", filter=plain)
        tar.add(ROOT / "tools/start.py", f"{name}/start.py", filter=plain)


def packed() -> list[Path]:
    """The files of the server, sorted; without caches and what stands beside the checkout."""
    found: list[Path] = []
    for content in CONTENTS:
        path = ROOT / content
        inside = path.rglob("*") if path.is_dir() else [path]
        found += [p for p in inside if p.is_file() and "__pycache__" not in p.parts]
    return sorted(found)


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Owned by nobody in particular, so that two machines make the same archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member


if __name__ == "__main__":
    sys.exit(main())
