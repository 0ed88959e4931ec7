"""Go's types as the facts table has them."""

from podlab.engine.objects.gotypes import go_struct, go_type

CORE = "io.k8s.api.core.v1."


def test_words_are_what_errors_show() -> None:
    assert go_type(f"[]{CORE}Container").words == "[]v1.Container"
    assert go_type("map[string]string").words == "map[string]string"
    assert go_type(f"{CORE}PullPolicy").form == "string"
    assert go_type("*int32").pointer
    assert go_type("[]byte").form == "bytes"


def test_embedded_structs_lie_flat_and_are_remembered() -> None:
    fields = go_struct(CORE + "SecretKeySelector").fields
    assert fields["name"].embeds == ("LocalObjectReference",)
    assert fields["key"].embeds == ()


def test_order_is_go_s() -> None:
    assert list(go_struct(CORE + "Container").fields)[:3] == ["name", "image", "command"]
