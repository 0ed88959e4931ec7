"""Template hashes are stable, short and of safe letters."""

from podlab.engine.objects.hash import fnv32a, safe_encode, template_hash

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c"}]}}


def test_fnv() -> None:
    assert fnv32a(b"hello") == 0x4F9F2CAB


def test_only_letters_of_digits() -> None:
    assert safe_encode("0123456789") == "456789bcdf"


def test_order_of_keys_does_not_matter() -> None:
    turned = dict(reversed(list(TEMPLATE.items())))
    assert template_hash(TEMPLATE) == template_hash(turned)
    assert len(template_hash(TEMPLATE)) <= 10


def test_collisions_change_it() -> None:
    assert template_hash(TEMPLATE) != template_hash(TEMPLATE, 1)
