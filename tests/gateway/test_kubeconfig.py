"""The kubeconfig that real clients get."""

import yaml

from podlab.gateway.kubeconfig import kubeconfig


def test_it_names_the_server_and_a_context() -> None:
    found = yaml.safe_load(kubeconfig("http://127.0.0.1:9", "mine"))
    assert found["clusters"][0]["cluster"] == {"server": "http://127.0.0.1:9"}
    assert found["current-context"] == found["contexts"][0]["name"] == "mine"
