"""Scheduling, node and admission kinds.  Words recorded: mutated manifests."""

from tests.engine.objects.manifests import refusals, update_refusals


def test_priorities() -> None:
    assert refusals("pc", {"value": 1_000_000_001}) == [
        "value: Forbidden: maximum allowed value of a user defined priority is 1000000000"
    ]
    assert update_refusals("pc", {"value": 1}, {"value": 2}) == [
        "value: Forbidden: may not be changed in an update."
    ]


def test_runtime_classes() -> None:
    assert refusals("runtimeclasses", {"handler": ""}) == ["handler: Required value"]


def test_webhooks() -> None:
    hook = {"name": "short", "clientConfig": {"url": "https://x"}, "sideEffects": "None",
            "admissionReviewVersions": ["v1"]}  # fmt: skip
    assert refusals("validatingwebhookconfigurations", {"webhooks": [hook]}) == [
        'webhooks[0].name: Invalid value: "short": should be a domain with at least three '
        "segments separated by dots"
    ]


def test_admission_policies() -> None:
    spec = {"matchConstraints": {"resourceRules": []}}
    assert refusals("validatingadmissionpolicies", {"spec": spec}) == [
        "spec.matchConstraints.resourceRules: Required value",
        "spec.validations: Required value: validations or auditAnnotations must contain at least "
        "one item",
        "spec.auditAnnotations: Required value: validations or auditAnnotations must contain at "
        "least one item",
    ]


def test_parameters_of_admission_policies() -> None:
    def found(**reference: object) -> list[str]:
        spec = {"policyName": "p", "validationActions": ["Deny"], "paramRef": reference}
        return refusals("validatingadmissionpolicybindings", {"spec": spec})

    assert found(name="limits", parameterNotFoundAction="Deny") == []
    assert found(name="limits") == ["spec.paramRef.parameterNotFoundAction: Required value"]
    assert found(selector={}, name="limits", parameterNotFoundAction="Allow") == [
        "spec.paramRef.name: Forbidden: name and selector are mutually exclusive",
        "spec.paramRef.selector: Forbidden: name and selector are mutually exclusive",
    ]
    assert found(parameterNotFoundAction="Deny") == [
        "spec.paramRef: Required value: one of name or selector must be specified"
    ]


def test_api_services() -> None:
    spec = {"group": "x.io", "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1}
    assert refusals("apiservices", {"metadata": {"name": "v1.x.io"}, "spec": spec}) == []
    assert refusals("apiservices", {"metadata": {"name": "x"}, "spec": spec}) == [
        'metadata.name: Invalid value: "x": must be `spec.version+"."+spec.group`: "v1.x.io"'
    ]
