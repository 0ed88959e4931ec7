"""Kinds are found by path, by manifest and by what a user types."""

import dataclasses

import pytest

from podlab.engine.objects.kinds import Kind, KindTable, builtin_kinds

CRONTAB = Kind(
    "stable.example.com", "v1", "CronTab", "crontabs", "crontab", True,
    short_names=("ct",), verbs=("get", "list"), list_kind="CronTabList", custom=True,
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "resource"),
    [
        ("po", "pods"),
        ("Pod", "pods"),
        ("pods", "pods"),
        ("deploy", "deployments.apps"),
        ("deployments.apps", "deployments.apps"),
        ("deployments.v1.apps", "deployments.apps"),
        ("Deployment", "deployments.apps"),
        ("ev", "events"),
        ("events.events.k8s.io", "events.events.k8s.io"),
        ("crd", "customresourcedefinitions.apiextensions.k8s.io"),
    ],
)
def test_find_what_a_user_types(word: str, resource: str) -> None:
    kind = KindTable().find(word)
    assert kind is not None
    assert kind.resource == resource


@pytest.mark.parametrize("word", ["", "nosuch", "pods.apps", "deployments.v2.apps", ".", "po.po"])
def test_unknown_words_find_nothing(word: str) -> None:
    assert KindTable().find(word) is None


def test_preferred_version_comes_first() -> None:
    hpa = KindTable().find("hpa")
    assert hpa is not None
    assert hpa.api_version == "autoscaling/v2"


def test_by_kind_and_by_path_are_one_row() -> None:
    table = KindTable()
    assert table.by_kind("apps/v1", "Deployment") is table.by_path("apps", "v1", "deployments")
    assert table.by_kind("apps/v1beta1", "Deployment") is None


def test_subresources_say_what_they_speak() -> None:
    deployments = KindTable().by_resource("deployments.apps")
    assert deployments is not None
    assert deployments.subresources["scale"].kind == "Scale"


def test_a_custom_kind_comes_and_goes() -> None:
    table = KindTable()
    table.add(CRONTAB)
    assert table.find("ct") is CRONTAB
    table.remove(CRONTAB)
    assert table.find("ct") is None
    assert table.all() == builtin_kinds()


def test_adding_again_replaces() -> None:
    table = KindTable()
    table.add(CRONTAB)
    changed = dataclasses.replace(CRONTAB, short_names=("cron",))
    table.add(changed)
    assert table.find("ct") is None
    assert table.find("cron") is changed


def test_category_all_is_what_get_all_lists() -> None:
    plurals = [kind.plural for kind in KindTable().category("all")]
    assert plurals[0] == "pods"
    assert "configmaps" not in plurals
