"""The facts table holds what the rest of the room reads from it."""

from podlab.engine.objects.facts import facts


def test_every_topic_is_there() -> None:
    topics = {"version", "kinds", "enums", "defaults", "columns", "protobuf", "structs"}
    assert topics <= set(facts())


def test_version_is_the_simulated_one() -> None:
    assert facts()["version"]["gitVersion"] == "v1.37.1"


def test_read_once() -> None:
    assert facts() is facts()
