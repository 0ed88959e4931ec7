"""Learners' clusters: one per purpose, their own, archived and not lost."""

import uuid

import pytest
from django.core import signing

from podlab.engine.spec import learner_spec
from podlab.workbench.learners import (
    SALT,
    cluster_for,
    cluster_of,
    cookie_for,
    learner_id,
    learner_of,
    replace_cluster,
    sign_out_everywhere,
)
from podlab.workbench.models import ClusterRecord, Learner


@pytest.fixture
def learner():
    return Learner.objects.create()


def test_a_purpose_has_one_cluster(learner):
    first = cluster_for(learner, "lesson", 1)
    assert cluster_for(learner, "lesson", 2).name == first.name
    assert cluster_for(learner, "", 2).name != first.name
    assert cluster_for(Learner.objects.create(), "lesson", 2).name != first.name


def test_without_a_specification_a_learner_gets_what_is_installed_for_learners(learner):
    assert cluster_for(learner, "", 1).spec == learner_spec()
    assert cluster_for(learner, "lesson", 1, {"nodes": []}).spec == {"nodes": []}


def test_names_cannot_be_guessed_and_seeds_differ(learner):
    records = [cluster_for(learner, f"p{number}", 1) for number in range(20)]
    assert len({record.name for record in records}) == 20
    assert all(len(record.name) == 32 for record in records)
    assert len({record.seed for record in records}) == 20
    assert all(0 <= record.seed < 2**62 for record in records)


def test_a_replaced_cluster_is_archived_not_lost(learner):
    old = cluster_for(learner, "lesson", 1)
    new = replace_cluster(old, 2)
    assert new.name != old.name
    assert cluster_for(learner, "lesson", 3).name == new.name
    assert ClusterRecord.objects.get(name=old.name).archived is True


def test_a_cluster_is_only_its_learners(learner):
    mine = cluster_for(learner, "lesson", 1)
    assert cluster_of(learner.id, mine.name) == mine
    assert cluster_of(uuid.uuid4(), mine.name) is None
    assert cluster_of(learner.id, "none") is None


def test_a_cookie_is_its_learners_until_they_sign_out_and_so_is_every_copy(learner):
    cookie = cookie_for(learner.id)
    assert learner_of(cookie) == learner
    assert learner_id(cookie) == learner.id
    sign_out_everywhere(learner)
    assert learner_of(cookie) is None
    assert learner_id(cookie) is None
    again = cookie_for(learner.id, learner.signed_out)
    sign_out_everywhere(Learner.objects.create())
    assert learner_id(again) == learner.id


def test_a_learner_who_is_not_kept_yet_is_known_by_the_cookie_alone():
    new = uuid.uuid4()
    assert learner_id(cookie_for(new)) == new
    assert learner_of(cookie_for(new)) is None


@pytest.mark.parametrize(
    "named",
    ["", "nobody", "{id}:x", "{id}:7", "{id}:", ["{id}"], {"id": 1}, None, f"{uuid.uuid4()}"],
)
def test_a_cookie_that_names_nobody_is_nobodys(learner, named):
    said = named.format(id=learner.id) if isinstance(named, str) else named
    signed = signing.dumps(said, salt=SALT)
    assert learner_of(signed) == (learner if named == "{id}:" else None)
    assert learner_of(signed[:-1]) is None
    assert learner_of(signing.dumps(str(learner.id), salt="another")) is None
