"""What containers may do, as /proc shows it."""

import pytest

from podlab.engine.machine.capabilities import ALL, DEFAULT, granted


@pytest.mark.parametrize(
    ("add", "drop", "privileged", "mask"),
    [
        ([], [], False, DEFAULT),
        ([], ["ALL"], False, 0),
        (["NET_ADMIN", "SYS_TIME"], [], False, 0xAA0435FB),
        (["CAP_NET_BIND_SERVICE"], ["all"], False, 1 << 10),
        (["ALL"], ["CHOWN"], False, ALL & ~1),
        ([], ["ALL"], True, ALL),
        (["NOSUCH"], [], False, DEFAULT),
    ],
)
def test_granted(add: list[str], drop: list[str], privileged: bool, mask: int) -> None:
    assert granted(add, drop, privileged) == mask
