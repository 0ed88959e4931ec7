"""The connection's flags: what is refused before anybody is asked.  Words of 1.37.1."""

import pytest

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import check_timeout

TIMEOUT = (
    "error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer "
    "followed by a corresponding time unit (e.g. 1s | 2m | 3h)\n"
)


@pytest.mark.parametrize("text", ["0", "30", "1s", "2m", "1h30m", "-1s"])
def test_timeouts(text):
    check_timeout(text)


@pytest.mark.parametrize("text", ["abc", "5x", "-1", "", "1 s"])
def test_what_is_no_timeout(text):
    with pytest.raises(CommandError) as caught:
        check_timeout(text)
    assert caught.value.text() == TIMEOUT


def test_a_command_refuses_it(kubectl):
    assert kubectl("get", "pods", "--request-timeout=abc") == (1, "", TIMEOUT)


@pytest.mark.parametrize("flag", ["--as-group=x", "--as-uid=1"])
def test_groups_need_a_user(kubectl, flag):
    status, out, err = kubectl("get", "pods", flag)
    assert (status, out) == (1, "")
    assert err.startswith("error: requesting uid, groups or user-extra for ")
    assert err.endswith(" without impersonating a user\n")
