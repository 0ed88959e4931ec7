"""Secret addresses."""

from podlab.gateway.tokens import address_of, cluster_of, split, token_for


def test_an_address_opens_its_cluster_only() -> None:
    address = address_of("http://localhost:8000/", "c1")
    assert address.startswith("http://localhost:8000/k8s/c1.")
    assert cluster_of(token_for("c1")) == "c1"


def test_forged_addresses_open_nothing() -> None:
    signature = token_for("c1").partition(".")[2]
    for forged in ("c1", f"c2.{signature}", "c1.", "", "c1." + "A" * len(signature)):
        assert cluster_of(forged) is None


def test_paths() -> None:
    assert split("/k8s/tok/api/v1") == ("tok", "/api/v1")
    assert split("/k8s/tok") == ("tok", "/")
    assert split("/other") is None
