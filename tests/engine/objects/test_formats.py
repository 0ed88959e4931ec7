"""Forms of names, with the reasons against them."""

import pytest

from podlab.engine.objects import formats


@pytest.mark.parametrize("text", ["a", "my-name", "123-abc", "a" * 63])
def test_dns_labels(text: str) -> None:
    assert formats.dns_label(text) == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a.b", "must not contain dots"),
        ("a" * 64, "must be no more than 63 characters"),
        ("A", "a lowercase RFC 1123 label must consist of"),
        ("-a", "a lowercase RFC 1123 label must consist of"),
        ("", "a lowercase RFC 1123 label must consist of"),
        ("a\n", "a lowercase RFC 1123 label must consist of"),
    ],
)
def test_not_dns_labels(text: str, reason: str) -> None:
    assert formats.dns_label(text)[0].startswith(reason)


def test_label_keys() -> None:
    assert formats.label_key("example.com/My_Name.1") == []
    assert formats.label_key("/x")[0] == "prefix part must be non-empty"
    assert formats.label_key("x/")[0] == "name part must be non-empty"
    assert formats.label_key("a/b/c")[0].startswith("a valid label key must consist of")


def test_label_values() -> None:
    assert formats.label_value("") == []
    assert formats.label_value("a" * 64) == ["must be no more than 63 bytes"]
    assert formats.label_value("a b")[0].startswith("a valid label must be an empty string or")


@pytest.mark.parametrize("text", ["..", ".", "..data"])
def test_config_keys_are_no_directories(text: str) -> None:
    assert formats.config_key(text)


def test_ports_addresses_and_more() -> None:
    assert formats.port_number(0) == ["must be between 1 and 65535, inclusive"]
    assert formats.port_name("http") == []
    assert "must not contain consecutive hyphens" in formats.port_name("a--b")
    assert formats.ip_address("10.0.0.256")
    assert formats.cidr("10.0.0.0/8") == []
    assert formats.cidr("10.0.0.0")
    assert formats.env_name("A B") == []
    assert formats.env_name("A=B")
    assert formats.percent("5")
    assert not formats.percent("5%")
    assert formats.path_segment("a/b") == ["may not contain '/'"]


def test_long_input_is_quick() -> None:
    assert formats.dns_subdomain("a-" * 200_000)
    assert formats.label_key("a." * 200_000 + "!")
