"""Field errors print as the API server prints them."""

from podlab.engine.objects import fielderror
from podlab.engine.objects.fielderror import duplicate, invalid, required, unsupported


def test_values_print_as_go_prints_them() -> None:
    assert invalid("a", "x\ty", "bad").body == 'Invalid value: "x\\ty": bad'
    assert invalid("a", 5, "bad").body == "Invalid value: 5: bad"
    assert invalid("a", None, "bad").body == "Invalid value: null: bad"
    assert invalid("a", {"k": "<"}, "bad").body == 'Invalid value: {"k":"\\u003c"}: bad'
    assert duplicate("a", "x").body == 'Duplicate value: "x"'
    assert required("a").body == "Required value"
    assert unsupported("a", "x", ("y", "z")).body == (
        'Unsupported value: "x": supported values: "y", "z"'
    )


def test_one_error_makes_one_line() -> None:
    error = fielderror.errors_to_api_error("", "Pod", "p", [required("spec.containers")])
    assert error.message == 'Pod "p" is invalid: spec.containers: Required value'
    assert error.status()["details"] == {
        "name": "p",
        "kind": "Pod",
        "causes": [
            {
                "reason": "FieldValueRequired",
                "message": "Required value",
                "field": "spec.containers",
            }
        ],
    }


def test_several_errors_stand_in_brackets_each_once() -> None:
    errors = [required("a"), required("b"), required("a")]
    error = fielderror.errors_to_api_error("apps", "Deployment", "d", errors)
    assert error.message == (
        'Deployment.apps "d" is invalid: [a: Required value, b: Required value]'
    )
    assert len(error.status()["details"]["causes"]) == 3


def test_quote() -> None:
    assert fielderror.quote('a"b\\\x00é\U0001f600') == '"a\\"b\\\\\\x00é😀"'
