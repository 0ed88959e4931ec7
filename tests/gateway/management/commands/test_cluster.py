"""``manage.py cluster``: its arguments, and what is said to wrong ones."""

import json

import pytest
from django.core.management.base import CommandError

from podlab.engine.spec import learner_spec
from podlab.gateway.management.commands.cluster import _spec, _speed


@pytest.mark.parametrize(("text", "speed"), [("max", None), ("1", 1.0), ("0.25", 0.25)])
def test_speeds(text, speed):
    assert _speed(text) == speed


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan", "inf", "10001", ""])
def test_wrong_speeds(text):
    with pytest.raises(CommandError, match="--speed"):
        _speed(text)


def test_a_spec_is_read_and_checked(tmp_path):
    assert _spec(None) == learner_spec()
    path = tmp_path / "spec.json"
    path.write_text(json.dumps(learner_spec()))
    assert _spec(path) == learner_spec()
    for wrong in ("nonsense", "[]", '{"nodes": [{}]}', '{"nodes": 3}'):
        path.write_text(wrong)
        with pytest.raises(CommandError):
            _spec(path)
    with pytest.raises(CommandError):
        _spec(tmp_path / "none.json")
