"""The small checks that many kinds share."""

from podlab.engine.objects.validation import checks


def test_ports_by_number_and_name() -> None:
    assert checks.port("p", 80) == []
    assert checks.port("p", "http") == []
    assert str(checks.port("p", 0)[0]) == (
        "p: Invalid value: 0: must be between 1 and 65535, inclusive"
    )


def test_selectors() -> None:
    one = {"matchExpressions": [{"key": "a", "operator": "In"}, {"key": "b", "operator": "Near"}]}
    assert [str(error) for error in checks.label_selector("s", one)] == [
        "s.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' "
        "or 'NotIn'",
        's.matchExpressions[1].operator: Invalid value: "Near": not a valid selector operator',
    ]
    assert checks.label_selector("s", None) == []


def test_words_and_bounds() -> None:
    assert checks.one_of("p", "", ("a",)) == []
    assert str(checks.one_of("p", "", ("a",), must=True)[0]) == "p: Required value"
    assert checks.positive("p", 1) == []
    assert checks.not_negative("p", None) == []
    assert checks.immutable("p", 1, 1) == []
    assert checks.empty_selector({"matchLabels": {}})
