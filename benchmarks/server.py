"""A real server for measuring and testing: daphne in a process of its own, in a scratch folder.

Binds to 127.0.0.1 and ends with its block; it can be killed and started again on the same data.
"""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 120
PORTS = range(20_000, 32_000)


def free_port() -> int:
    """A port that nobody listens on now, and that no connection is given while a server restarts:
    outgoing ones have higher ports."""
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """``with Server() as server: …`` — pages at ``server.url``.  ``installed`` is a folder that
    another copy was unpacked and installed in (``tools/start.py``), instead of this checkout."""

    def __init__(self, installed: Path | None = None, **environment: str) -> None:
        self._root = installed or ROOT
        self._python = str(installed / ".venv/bin/python") if installed else sys.executable
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = tempfile.TemporaryDirectory(prefix="podlab-server-")
        self._environment = {**os.environ, "PODLAB_VAR": self._folder.name, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self.log = Path(self._folder.name) / "server.log"

    def __enter__(self) -> "Server":
        self._manage("migrate", "--verbosity", "0")
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop(signal.SIGTERM)
        self._folder.cleanup()

    @property
    def pid(self) -> int:
        """The server's process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [
            self._python,
            "-m",
            "daphne",
            "-b",
            "127.0.0.1",
            "-p",
            str(self.port),
            "--verbosity",
            "0",
            "podlab.asgi:application",
        ]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._root, env=self._environment, stdout=log, stderr=log
            )
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=2).close()
                return
            except OSError:
                if self._process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError(f"the server did not start: {self.log.read_text()[-3000:]}")

    def stop(self, how: int = signal.SIGKILL) -> None:
        """End it; by default as a crash would."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(how)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    def _manage(self, *words: str) -> None:
        subprocess.run(
            [self._python, "manage.py", *words],
            cwd=self._root,
            env=self._environment,
            check=True,
        )
