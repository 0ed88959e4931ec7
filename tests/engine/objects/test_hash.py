"""Template hashes are stable, short and of safe letters."""

from podlab.engine.objects.hash import fnv32a, fnv128a, safe_encode, template_hash

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c"}]}}


def test_fnv() -> None:
    assert fnv32a(b"hello") == 0x4F9F2CAB
    dump = (
        "(v1.EndpointPort){Name:(*string)http Protocol:(*v1.Protocol)TCP Port:(*int32)80 "
        "AppProtocol:(*string)<nil>}"
    )
    assert f"{fnv128a(dump.encode()):x}" == "b6c4d325122a5ba6f795b0bbffcebb6f", "Go's own"


def test_only_letters_of_digits() -> None:
    assert safe_encode("0123456789") == "456789bcdf"


def test_order_of_keys_does_not_matter() -> None:
    turned = dict(reversed(list(TEMPLATE.items())))
    assert template_hash(TEMPLATE) == template_hash(turned)
    assert len(template_hash(TEMPLATE)) <= 10


def test_collisions_change_it() -> None:
    assert template_hash(TEMPLATE) != template_hash(TEMPLATE, 1)
