"""The archive for machines without a network: made, unpacked, installed, used with networking off.

The walkthroughs are those of ``tests/browser``: the same test bodies, played against the installed
copy inside a network namespace that has nothing but its loopback.
"""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MINUTES = 60

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(20 * MINUTES)]


def offline(*command, **settings):
    """Run a command where no network is."""
    script = 'ip link set lo up && exec "$@"'
    return subprocess.run(
        [*namespace(), "sh", "-c", script, "sh", *map(str, command)],
        capture_output=True,
        text=True,
        timeout=15 * MINUTES,
        **settings,
    )


def namespace():
    """How this user enters a network namespace of its own."""
    return ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]


@pytest.fixture(scope="module", autouse=True)
def cut_off():
    """Whoever may not make a network namespace (some containers) cannot take the network away."""
    if shutil.which("ip") is None or offline("true").returncode:
        pytest.skip("this machine does not let us make a network namespace")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    make = [sys.executable, "tools/bundle.py", "--out", str(folder), "--python", python]
    subprocess.run(make, cwd=ROOT, check=True, timeout=10 * MINUTES)
    (archive,) = folder.glob("podlab-*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    home = next(path for path in folder.glob("podlab-*") if path.is_dir())
    done = offline(shutil.which("python3"), "start.py", "--install-only", cwd=home)
    assert done.returncode == 0, done.stderr
    return home


def test_there_is_no_network_where_it_is_installed():
    done = offline(
        sys.executable, "-c", "import socket; socket.create_connection(('192.0.2.1', 80), 2)"
    )
    assert "unreachable" in done.stderr


def test_the_archive_holds_the_server_and_not_the_workshop(installed):
    assert (installed / "static/dist/app.js").exists()
    assert not (installed / "tests").exists()
    assert not (installed / "static/node_modules").exists()
    assert not (installed / "var").exists()


def test_both_walkthroughs_play_without_a_network(installed):
    settings = {**os.environ, "PODLAB_INSTALLED": str(installed)}
    suite = ["-m", "pytest", "-p", "no:cacheprovider", "tests/browser/test_walkthroughs.py"]
    done = offline(sys.executable, *suite, cwd=ROOT, env=settings)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "passed" in done.stdout
    assert "skipped" not in done.stdout
