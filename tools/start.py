"""Installs PodLab from this folder's wheels, without any network, and runs it.

usage: python3 start.py [--port 8000] [--host 127.0.0.1 | --class] [--install-only]
``--class`` answers the other machines of the room: it listens on every address and prints the one
that learners open.  Everything it makes stands in this folder (.venv, var).  Needs Python 3.11 or
newer and nothing else.  Not here: how the archive is made (tools/bundle.py of the project).
"""

import argparse
import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
READY = VENV / ".ready"


def main() -> int:
    """Install once, then serve until interrupted."""
    asked = arguments()
    if sys.version_info < (3, 11):  # noqa: UP036  runs before anything is installed
        print(f"PodLab needs Python 3.11 or newer; this is {sys.version.split()[0]}")
        return 1
    if not READY.exists():
        install()
    if asked.install_only:
        return 0
    names = addresses() if asked.room else []
    environment = {**os.environ}
    environment.setdefault("PODLAB_HOSTS", ",".join(["localhost", "127.0.0.1", "[::1]", *names]))
    migrate: list[str | Path] = [PYTHON, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, cwd=HERE, env=environment, check=True)
    for name in names or [asked.host]:
        print(f"PodLab: http://{name}:{asked.port}", flush=True)
    host = "0.0.0.0" if asked.room else asked.host
    server: list[str | Path] = [
        PYTHON,
        "-m",
        "daphne",
        "-b",
        host,
        "-p",
        str(asked.port),
        "--verbosity",
        "1",
    ]
    server.append("podlab.asgi:application")
    try:
        return subprocess.run(server, cwd=HERE, env=environment).returncode
    except KeyboardInterrupt:
        return 0


def arguments() -> argparse.Namespace:
    """What was asked on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--class", dest="room", action="store_true", help="serve the whole room")
    parser.add_argument("--install-only", action="store_true")
    return parser.parse_args()


def install() -> None:
    """An environment of its own, filled from the wheels alone.

    pip runs out of its own wheel, since some distributions' Python comes without ensurepip.
    """
    print("installing (once) …", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", VENV], check=True)
    pip = sorted((HERE / "wheels").glob("pip-*.whl"))[-1]
    subprocess.run(
        [
            PYTHON, pip / "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check",
            "--find-links", HERE / "wheels", "-r", HERE / "requirements.txt",
        ],
        check=True,
    )  # fmt: skip
    READY.touch()


def addresses() -> list[str]:
    """The names and addresses under which other machines of the room reach this one."""
    found = [socket.gethostname()]
    with contextlib.suppress(OSError):  # without a name service the next address is enough
        found += socket.gethostbyname_ex(socket.gethostname())[2]
    with (
        contextlib.suppress(OSError),  # no route out of this machine
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
    ):
        probe.connect(("192.0.2.1", 9))  # a datagram socket chooses its address and sends nothing
        found.append(probe.getsockname()[0])
    return list(dict.fromkeys(name for name in found if name))


if __name__ == "__main__":
    sys.exit(main())
