"""The list of programs, and the ones that only say that they are not simulated."""

from pathlib import Path

import pytest

from podlab.engine.machine import commands
from podlab.engine.machine.commands import APPLETS, PROGRAMS
from tests.engine.machine.small import Lab


def test_every_file_is_listed() -> None:
    folder = Path(commands.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    used = {main.__module__.rpartition(".")[2] for main in commands.COMMANDS.values()}
    assert modules - used <= {"absent"}


def test_busybox_has_no_curl() -> None:
    assert "curl" in PROGRAMS
    assert "curl" not in APPLETS


@pytest.mark.parametrize("name", ["git", "yum", "python3"])
def test_what_is_not_modelled_says_so(name: str) -> None:
    assert Lab().command(name) == (127, "", f"{name}: not simulated in PodLab\n")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (["ls", "nosuch"], "ls: cannot access 'nosuch': No such file or directory\n"),
        (["ls", "-Y"], "ls: invalid option -- 'Y'\nTry 'ls --help' for more information.\n"),
        (["mkdir"], "mkdir: missing operand\nTry 'mkdir --help' for more information.\n"),
        (["cp", "a"], "cp: missing destination file operand after 'a'\n"
         "Try 'cp --help' for more information.\n"),
        (["sleep", "x"], "sleep: invalid time interval 'x'\n"
         "Try 'sleep --help' for more information.\n"),
        (["kill", "99999"], "kill: (99999): No such process\n"),
        (["curl", "localhost:1"], "curl: (7) Failed to connect to localhost port 1 after 0 ms: "
         "Couldn't connect to server\n"),
        (["curl", "-sS", "nosuch.invalid"], "curl: (6) Could not resolve host: nosuch.invalid\n"),
        (["ssh", "nosuch"], "ssh: Could not resolve hostname nosuch: Name or service not known\n"),
        (["docker", "ps"], "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. "
         "Is the docker daemon running?\n"),
        (["sed", "s/a"], "sed: -e expression #1, char 3: unterminated `s' command\n"),
        (["grep", "(", "-E"], "grep: Unmatched ( or \\(\n"),
        (["awk", "BEGIN{while(1);}"], "awk: cmd. line:1: not simulated in PodLab: programs that "
         "run this long\n"),
    ],
)  # fmt: skip
def test_words_of_failure(words: list[str], error: str) -> None:
    status, out, err = Lab().command(*words)
    assert (out, err) == ("", error)
    assert status != 0


def test_ping_and_its_statistics() -> None:
    status, out, _ = Lab().command("ping", "-c", "2", "localhost")
    assert status == 0
    assert out.startswith("PING localhost (127.0.0.1) 56(84) bytes of data.\n64 bytes from ")
    assert "2 packets transmitted, 2 received, 0% packet loss" in out


def test_nc_talks_over_a_connection() -> None:
    lab = Lab()
    lab.machine.run_command(["bash", "-c", "echo hello | nc -l 7000"])
    lab.run(0.5)
    assert lab.command("nc", "localhost", "7000", stdin=b"")[1] == "hello\n"


def test_dd_counts_blocks() -> None:
    lab = Lab()
    assert lab.command("dd", "if=/dev/zero", "of=/tmp/f", "bs=1k", "count=3")[0] == 0
    assert lab.machine.files.stat("/tmp/f").size == 3072
    code, _, err = lab.command("dd", "if=/tmp/f", "of=/dev/null", "bs=2K")
    assert (code, err.splitlines()[:2]) == (0, ["1+1 records in", "1+1 records out"])


@pytest.mark.parametrize("words", [["count=x"], ["what=1"], ["if=/nosuch"], ["bs=0"], ["bs=9G"]])
def test_dd_refuses(words: list[str]) -> None:
    assert Lab().command("dd", *words)[0] == 1
