"""A volume's reference to its claim."""

from podlab.engine.objects.claims import claim_reference


def test_it_names_this_claim_and_no_later_one_of_the_same_name():
    head = {"namespace": "shop", "name": "data", "uid": "u1", "resourceVersion": "7", "labels": {}}
    assert claim_reference({"metadata": head, "spec": {}}) == {
        "kind": "PersistentVolumeClaim",
        "apiVersion": "v1",
        "namespace": "shop",
        "name": "data",
        "uid": "u1",
        "resourceVersion": "7",
    }
