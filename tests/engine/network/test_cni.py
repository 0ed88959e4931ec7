"""Pod addresses are given round robin and taken back."""

import pytest

from podlab.engine.kernel.chance import Chance
from podlab.engine.machine.net.hooks import NoAddress
from podlab.engine.network.cni import CniState, NodeNetwork


def plugin(subnet: str = "10.244.1.0/24") -> NodeNetwork:
    return NodeNetwork(CniState(subnet), Chance(1), "10.244.0.0/16")


def test_addresses_follow_each_other_and_are_not_reused_at_once() -> None:
    net = plugin()
    assert net.add("a", "ns", "p").address == "10.244.1.2"
    net.delete("a")
    assert net.add("b", "ns", "p").address == "10.244.1.3"
    assert net.add("b", "ns", "p").address == "10.244.1.3"


def test_gateway_and_routes() -> None:
    given = plugin().add("a", "ns", "p")
    assert (given.gateway, given.prefix) == ("10.244.1.1", 24)
    assert given.routes == [("10.244.0.0/16", "10.244.1.1")]
    assert len(given.mac.split(":")) == 6


def test_full_range_says_so_and_wraps_when_one_is_free() -> None:
    net = plugin("10.244.1.0/29")
    for name in "abcde":
        net.add(name, "ns", "p")
    with pytest.raises(NoAddress, match="no IP addresses available in range set"):
        net.add("f", "ns", "p")
    net.delete("b")
    assert net.add("f", "ns", "p").address == "10.244.1.3"
