"""Settings from the environment: clear refusals, safe defaults."""

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from podlab.settings import env_flag, env_list


@pytest.mark.parametrize(("text", "value"), [
    ("1", True), ("yes", True), ("TRUE ", True), ("0", False), ("no", False), ("", None),
])  # fmt: skip
def test_flags(monkeypatch, text, value):
    monkeypatch.setenv("PODLAB_X", text)
    assert env_flag("PODLAB_X", True) is (True if value is None else value)


def test_a_flag_that_is_neither_is_refused(monkeypatch):
    monkeypatch.setenv("PODLAB_X", "maybe")
    with pytest.raises(ImproperlyConfigured, match="PODLAB_X must be yes or no"):
        env_flag("PODLAB_X", False)


def test_lists(monkeypatch):
    monkeypatch.setenv("PODLAB_X", " a, b,,c ")
    assert env_list("PODLAB_X", []) == ["a", "b", "c"]
    monkeypatch.delenv("PODLAB_X")
    assert env_list("PODLAB_X", ["d"]) == ["d"]


def test_defaults_are_safe():
    assert settings.DEBUG is False
    assert "*" not in settings.ALLOWED_HOSTS
    assert settings.SESSION_COOKIE_HTTPONLY
