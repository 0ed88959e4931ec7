"""Whatever a learner types after a command, the machine goes on: a status or a program that waits,
never a broken simulation."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podlab.engine.machine.commands import PROGRAMS
from tests.engine.machine.small import Lab

NAMES = sorted(set(PROGRAMS) - {"busybox"})

ODD = [
    [], ["--help"], ["--version"], ["--nonsense"], ["-Z"], [""], ["-"], ["--"], ["nosuch"], ["/"],
    ["/etc/passwd"], ["/etc/passwd", "/nosuch/place"], ["999999999999999999999"], ["-1"], ["-n"],
    ["-n", "x"], ["-n", "-5", "/etc/passwd"], ["\udcff"], ["a" * 5_000], ["%", "%d", "%*s"],
    ["{", "}", "[", "]", "(", ")"], ["/proc"], ["/proc/1/status"], ["-c", "0x10"], ["1", "0", "-1"],
]  # fmt: skip
WORDS = [
    "-", "--", "-a", "-n", "-f", "-e", "-i", "-r", "-c", "-d", "-s", "-x", "-o", "=", "+", "0", "1",
    "-1", "99999999999", "nosuch", "/", "/tmp", "/etc/passwd", "/dev/null", "*", "a/b", "s/a/b/",
    "[", "\\", "%", "{", "}", "'", '"', "{print $1", "BEGIN{while(1);}", "y/ab/c/", "1,$d", "u+x",
    "9999", "http://nosuch", "localhost:99999", "10.0.0.1", "json", "exec", "run", "ps", "inspect",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_odd_words_break_nothing(name):
    lab = Lab()
    for words in ODD:
        token = lab.machine.run_command([name, *words], b"one\ntwo\n")
        lab.run(2)
        if lab.machine.command_result(token) is None:
            lab.machine.abandon_command(token)
    assert lab.command("echo", "alive") == (0, "alive\n", "")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(NAMES), st.lists(st.sampled_from(WORDS), max_size=5),
       st.binary(max_size=40))  # fmt: skip
def test_no_line_of_words_breaks_the_machine(name, words, stdin):
    lab = Lab()
    token = lab.machine.run_command([name, *words], stdin)
    lab.run(2)
    if lab.machine.command_result(token) is None:
        lab.machine.abandon_command(token)
