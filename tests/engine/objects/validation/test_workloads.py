"""Workloads.  Words recorded: mutated manifests, scenarios/mistakes."""

import pytest

from tests.engine.objects.manifests import pod, refusals, update_refusals, workload


@pytest.mark.parametrize("word", ["deploy", "rs", "ds", "sts"])
def test_selector_and_template_must_fit(word: str) -> None:
    manifest = workload()
    manifest["spec"]["selector"] = {"matchLabels": {"app": "b"}}
    assert refusals(word, manifest) == [
        'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match '
        "template `labels`"
    ]


@pytest.mark.parametrize(
    ("word", "name"), [("deploy", "deployment"), ("ds", "daemonset"), ("sts", "statefulset")]
)
def test_empty_selectors(word: str, name: str) -> None:
    assert refusals(word, workload(selector={})) == [
        f"spec.selector: Invalid value: {{}}: empty selector is invalid for {name}"
    ]


def test_templates_are_pods() -> None:
    manifest = workload()
    manifest["spec"]["template"]["spec"] = {"containers": []}
    assert refusals("deploy", manifest) == ["spec.template.spec.containers: Required value"]


def test_only_always_restarts() -> None:
    manifest = workload()
    manifest["spec"]["template"]["spec"] = {**pod()["spec"], "restartPolicy": "Never"}
    assert refusals("deploy", manifest) == [
        'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'
    ]


def test_rolling_by_nothing() -> None:
    nothing = {"rollingUpdate": {"maxSurge": 0, "maxUnavailable": 0}}
    assert refusals("deploy", workload(strategy=nothing)) == [
        "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when "
        "`maxSurge` is 0"
    ]


def test_selectors_stay() -> None:
    new = workload(selector={"matchExpressions": [{"key": "app", "operator": "Exists"}]})
    assert update_refusals("deploy", workload(), new) == [
        'spec.selector: Invalid value: {"matchExpressions":[{"key":"app","operator":"Exists"}]}: '
        "field is immutable"
    ]


def test_a_stateful_set_keeps_its_service() -> None:
    """recorded with 1.37.1"""
    found = update_refusals("sts", workload(serviceName="a"), workload(serviceName="b"))
    assert found == ['spec.serviceName: Invalid value: "b": field is immutable']


def test_claim_templates_are_volumes() -> None:
    claim = {"metadata": {"name": "data"}, "spec": {"accessModes": ["ReadWriteOnce"],
             "resources": {"requests": {"storage": "1Gi"}}}}  # fmt: skip
    manifest = workload(volumeClaimTemplates=[claim])
    container = manifest["spec"]["template"]["spec"]["containers"][0]
    container["volumeMounts"] = [{"name": "data", "mountPath": "/d"}]
    assert refusals("sts", manifest) == []
    del claim["spec"]["accessModes"]  # type: ignore[attr-defined]
    assert refusals("sts", manifest) == [
        "spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is "
        "required"
    ]


def test_replication_controllers() -> None:
    assert refusals("rc", {"spec": {}}) == [
        "spec.selector: Required value",
        "spec.template: Required value",
    ]
