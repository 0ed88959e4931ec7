"""Builtins: what bash prints (tests/golden/shell/builtins.txt) is in ``test_interpreter``; here is
what no script may do: break the machine, or run for ever."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from podlab.engine.machine.shell.builtins import BUILTINS
from tests.engine.machine.shell.test_interpreter import run
from tests.engine.machine.small import Lab

ENDLESS = {"exec", "wait", "read", "mapfile", "readarray"}
PIECES = [
    "a", "x=1", "declare -i n=", "n=n*2+1", "n+=q/0", "$((", "))", "$(", ")", "${", "}", "[[", "]]",
    "${a[", "]}", "'", '"', "`", "|", "||", "&&", ";", "&", "<", ">", "<<E", "<<<", "E", "(", "{ ",
    "if", "then", "fi", "for i in", "do", "done", "while", "case", "esac", "function f", "f()", "!",
    "OPTIND=abc", "OPTIND=-4", "getopts a: o -a", "shift 99999999", "printf %*d 99999999 1", "\n",
    "unset PATH", "IFS=", "trap 'x' 0", "set -u", "set -e", "local", "return", "break 0", "cd ''",
    "${x:", "-1}", "${x//", "/}", "${!x}", "${#x}", "*", "?", "[", "~", "$'\\x", "\\", "$",
    "{1..9}",
    "{9..1..0}", "kill -9 0", "exit -1", "umask 9", "ulimit x", "test ( a", "let '", "1/0", "2**-1",
]  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(BUILTINS) - ENDLESS))
@pytest.mark.parametrize("words", ["", "-", "--", "-z -z", "'' ''", "999999999999", "a=b c=d", "*"])
def test_odd_words_end_with_a_status(name, words):
    status, _, _ = run(Lab(), "bash", "-c", f"{name} {words}")
    assert 0 <= status <= 255


@pytest.mark.parametrize("script", [
    "declare -i n=5; n=q/0; echo after",
    "declare -i n=1/0; echo after",
    "a[1/0]=3; echo after",
    "OPTIND=abc; getopts a o -a; echo $o",
    "OPTIND=1; _OPTPOS=77; getopts a o -a; echo $?",
])  # fmt: skip
def test_arithmetic_that_fails_is_only_an_error(script):
    status, _, _ = run(Lab(), "bash", "-c", script)
    assert 0 <= status <= 255


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=8))
@example(["$(("] * 8)
@example(["${a["] * 8)
def test_no_script_breaks_the_machine(pieces):
    lab = Lab()
    token = lab.machine.run_command(["bash", "-c", " ".join(pieces).replace("\0", "")], b"", "/")
    lab.run(5)
    if lab.machine.command_result(token) is None:
        lab.machine.abandon_command(token)
